import type { AgentAct } from '@switchboard/db'
import { providerIdOf, sourceOf, writerOf } from '../../connections/provider-of'
import { withAccess } from '../../connections/with-access'
import type { Actor, Context } from '../../context'
import { isSwitchboardError, SwitchboardError } from '../../errors'
import { signalLive } from '../../live'
import type { Access } from '../../ports/access'
import type { CallMark } from '../tools/tool'
import type { ActInput } from './act-input'
import { findAct, type FoundAct } from './find-act'

/**
 * Does something at a provider for a member, by what its policy says at this moment. Done again by the same call, after a worker's death,
 * it is done once. Throws forbidden where the policy says never, or that a person is asked and none was; what `findAct` and the provider
 * throw.
 */
export async function actAtProvider(ctx: Context, actor: Actor, input: ActInput, mark: CallMark) {
  const found = await findAct(ctx, actor, input)
  if (found.policy === 'never' || (found.policy === 'ask' && !mark.permitted)) throw refusedByPolicy()
  const row = await begin(ctx, actor, found, mark)
  if (row.state === 'done') return { done: true }
  try {
    await perform(ctx, found, `${row.runId}:${row.callId}`)
  } catch (error) {
    if (isSwitchboardError(error)) await end(ctx, row, { state: 'failed', errorMessage: error.message })
    throw error
  }
  await end(ctx, row, { state: 'done', errorMessage: null })
  // No words of the item: the model may not have read any.
  return { done: true }
}

export const refusedByPolicy = () =>
  new SwitchboardError('forbidden', 'The settings of this connection do not let agents do this. Tell the person.')

async function begin(ctx: Context, { teamId, userId }: Actor, found: FoundAct, mark: CallMark): Promise<AgentAct> {
  const { runId, callId, agentId, permitted } = mark
  const key = { teamId, runId, callId }
  return ctx.db.agentAct.upsert({
    where: { teamId_runId_callId: key },
    create: {
      ...key,
      agentId,
      userId,
      permitted,
      connectionId: found.connection.id,
      itemId: found.item?.id ?? null,
      action: found.request.as === 'effect' ? found.request.action : found.request.withKey('').kind,
      title: found.title,
      createdAt: ctx.clock.now(),
    },
    update: {},
  })
}

async function perform(ctx: Context, { connection, request }: FoundAct, key: string): Promise<void> {
  const provider = providerIdOf(connection)
  const make = async (access: Access) => {
    if (request.as === 'effect') return writerOf(ctx, provider).apply(access, request.action, request.externalId)
    await sourceOf(ctx, provider).acts?.act(access, request.withKey(key))
  }
  await withAccess(ctx, { teamId: connection.teamId, connectionId: connection.id }, make, { purpose: 'changing' })
}

async function end(
  ctx: Context,
  { teamId, userId, id, agentId }: AgentAct,
  ended: { state: 'done' | 'failed'; errorMessage: string | null },
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await tx.agentAct.update({
      where: { teamId_id: { teamId, id } },
      data: { ...ended, finishedAt: ctx.clock.now() },
    })
    await signalLive(tx, { teamId, userId, subject: 'agent', id: agentId })
  })
}
