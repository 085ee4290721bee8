import type { Actor, Context } from '../../context'
import { notFound } from '../../errors'
import { signalLive } from '../../live'

/** A member is reached there no more, and what comes from there is nobody's. Throws not_found. */
export async function removeIdentity(ctx: Context, { teamId, userId }: Actor, id: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.identity.deleteMany({ where: { teamId, userId, id } })
    if (count === 0) throw notFound('address')
    await signalLive(tx, { teamId, userId, subject: 'message', id })
  })
}
