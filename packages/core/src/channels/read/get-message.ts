import { providerIdOf } from '../../connections/provider-of'
import type { Actor, Context } from '../../context'
import { notFound } from '../../errors'
import { knownContent } from '../contents'
import { traceSchema, type TraceStep, untold, whyToOthers } from '../trace'
import { accountNameFor } from './account-name'
import { presentMessage, shownWith } from './present-message'

/** One message with its whole path. What it says is for the person alone, or for a room; its title also for admins. Throws not_found. */
export async function getMessage(ctx: Context, actor: Actor, id: string) {
  const message = await ctx.db.outboundMessage.findFirst({
    where: { teamId: actor.teamId, id, ...(actor.role === 'member' ? { userId: actor.userId } : {}) },
    include: shownWith,
  })
  if (!message) throw notFound('message')
  const shown = presentMessage(actor, message)
  const trace = traceSchema.catch([]).parse(message.trace)
  const steps = [...trace, ...untold(trace, message.deliveries)]
  // Null: nobody wants it any more, or its kind is of a newer version.
  const content = shown.isOwn || !shown.person ? ((await knownContent(message.kind)?.(ctx, message)) ?? null) : null
  return {
    ...shown,
    title: content?.title ?? shown.title,
    body: content?.body ?? null,
    link: content?.link ?? null,
    outcome: content?.outcome ?? null,
    steps: await withAccounts(
      ctx,
      actor,
      shown.isOwn ? steps : steps.map(toOthers(shown.person?.name ?? shown.room ?? 'the room')),
    ),
  }
}

const toOthers = (name: string) => (step: TraceStep) => ({ ...step, why: whyToOthers(step.why, name) })

/** Names the account that each step is about. */
async function withAccounts(ctx: Context, actor: Actor, steps: TraceStep[]) {
  const ids = [...new Set(steps.flatMap(({ connectionId }) => connectionId ?? []))]
  const rows =
    ids.length > 0 ? await ctx.db.connection.findMany({ where: { teamId: actor.teamId, id: { in: ids } } }) : []
  return steps.map(({ at, connectionId, channel, what, why }) => {
    const account = rows.find(({ id }) => id === connectionId)
    return {
      channel,
      what,
      why,
      at: new Date(at),
      provider: account ? providerIdOf(account) : null,
      accountName: accountNameFor(actor, account),
    }
  })
}
