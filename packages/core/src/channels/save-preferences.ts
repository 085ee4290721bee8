import type { Actor, Context } from '../context'
import { signalLive } from '../live'
import type { Preferences } from './preferences'
import { queueDelivering } from './queue-messages'

/** Keeps how a member wants to be reached. What is under way to them is planned anew at once: quiet hours may be over, a channel on. */
export async function savePreferences(ctx: Context, { teamId, userId }: Actor, values: Preferences): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const now = ctx.clock.now()
    await tx.reachPreference.upsert({
      where: { teamId_userId: { teamId, userId } },
      create: { teamId, userId, values, updatedAt: now },
      update: { values, updatedAt: now },
    })
    // One without a trace was never due: it is wanted then, and not before.
    const woken = await tx.$executeRaw`
      update "OutboundMessage" set "dueAt" = ${now}
      where "teamId" = ${teamId}::uuid and "userId" = ${userId}::uuid and "dueAt" > ${now} and trace <> '[]'::jsonb`
    if (woken > 0) await queueDelivering(tx, now, now)
    await signalLive(tx, { teamId, userId, subject: 'message', id: userId })
  })
}
