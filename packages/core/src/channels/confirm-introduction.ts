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
    const { teamId, channel, connectionId, userId } = claim
    const before = await tx.identity.findMany({
      where: { teamId, channel, connectionId, address: by.address, id: { not: claim.id } },
    })
    if (before.some((one) => one.userId !== userId && one.confirmedAt !== null)) return takenByAnother().message
    // Nobody has the same address twice.
    await tx.identity.deleteMany({ where: { teamId, id: { in: before.filter(isOf(userId)).map(({ id }) => id) } } })
    if (!(await take(tx, claim, by, ctx.clock.now()))) return `This link is not valid any more. Make a new one: ${page}`
    await signalLive(tx, { teamId, userId, subject: 'message', id: claim.id })
    return 'You are linked: messages from Switchboard reach you here from now on.'
  })
}

const isOf = (userId: string) => (one: Identity) => one.userId === userId

/** False: it was used meanwhile. */
async function take(tx: Transaction, { teamId, id, codeHash }: Identity, by: Presser, now: Date): Promise<boolean> {
  const { count } = await tx.identity.updateMany({
    where: { teamId, id, codeHash },
    data: {
      address: by.address,
      name: by.name,
      confirmedAt: now,
      codeHash: null,
      codeUntil: null,
      codeTries: 0,
      codeFault: null,
    },
  })
  return count === 1
}
