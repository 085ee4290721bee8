import type { Connection, Identity, Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { signalLive } from '../live'
import type { InboundSignal, Presser } from '../ports/webhook'
import { accountConnections } from './account-connections'
import { answerPress } from './answer-press'
import { takenByAnother } from './identities/refuse-taken'
import { hashOfCode } from './identity-code'

type Introduction = Extract<InboundSignal, { kind: 'introduced' }>

/**
 * Somebody has said a code of ours to a bot: the address from which they did is the member's who was given the code. A code counts once and
 * for its time; what it does not do is said there. Of several connections of the same account the one for which the code was made answers.
 */
export async function confirmIntroduction(
  ctx: Context,
  connection: Connection,
  { code, by, reply }: Introduction,
): Promise<void> {
  const connections = await accountConnections(ctx, connection)
  const claim = await ctx.db.identity.findFirst({
    where: {
      teamId: { in: connections.map(({ teamId }) => teamId) },
      connectionId: { in: connections.map(({ id }) => id) },
      codeHash: hashOfCode(code),
      codeUntil: { gt: ctx.clock.now() },
    },
  })
  const speaker = connections.find(({ id }) => id === claim?.connectionId) ?? connections[0]
  if (speaker?.id !== connection.id) return
  await answerPress(ctx, connection, reply, await confirmed(ctx, claim, by))
}

async function confirmed(ctx: Context, claim: Identity | null, by: Presser): Promise<string> {
  const page = new URL('/settings/notifications', ctx.publicUrl).href
  if (!claim) return `This link is not valid any more. Make a new one: ${page}`
  return ctx.db.$transaction(async (tx) => {
    const { teamId, channel, connectionId, userId, id } = claim
    const place = { teamId, channel, connectionId, id: { not: id } }
    const taken = await tx.identity.count({
      where: { ...place, address: by.address, userId: { not: userId }, confirmedAt: { not: null } },
    })
    if (taken > 0) return takenByAnother().message
    if (!(await spend(tx, claim))) return `This link is not valid any more. Make a new one: ${page}`
    // It takes the place of what was linked there before.
    await tx.identity.deleteMany({ where: { ...place, userId } })
    const data = { address: by.address, name: by.name, confirmedAt: ctx.clock.now() }
    await tx.identity.update({ where: { teamId_id: { teamId, id } }, data })
    await signalLive(tx, { teamId, userId, subject: 'message', id })
    return 'You are linked: messages from Switchboard reach you here from now on.'
  })
}

/** Uses the code of a claim up. False: it was used meanwhile. */
async function spend(tx: Transaction, { teamId, id, codeHash }: Identity): Promise<boolean> {
  const { count } = await tx.identity.updateMany({
    where: { teamId, id, codeHash },
    data: { codeHash: null, codeUntil: null, codeTries: 0, codeFault: null },
  })
  return count === 1
}
