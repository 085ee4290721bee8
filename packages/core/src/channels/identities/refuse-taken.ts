import type { Actor, Context } from '../../context'
import { SwitchboardError } from '../../errors'
import type { Claimed } from './find-claimed'

/** Throws conflict where the address is linked already: to the caller, or to somebody else in the team. */
export async function refuseTaken(
  ctx: Pick<Context, 'db'>,
  { teamId, userId }: Actor,
  { channel, connectionId, address }: Pick<Claimed, 'channel' | 'connectionId' | 'address'>,
): Promise<void> {
  if (address === '') return
  const linked = await ctx.db.identity.findFirst({
    where: { teamId, channel, connectionId, address, confirmedAt: { not: null } },
  })
  if (linked?.userId === userId) throw new SwitchboardError('conflict', 'This is linked to you already.')
  const signsIn =
    channel === 'email'
      ? await ctx.db.membership.findFirst({
          where: { teamId, userId: { not: userId }, user: { email: { equals: address, mode: 'insensitive' } } },
        })
      : null
  if (linked || signsIn) throw takenByAnother()
}

export const takenByAnother = () =>
  new SwitchboardError('conflict', 'Somebody else in your team has linked this. Ask them to remove it first.')
