import { Prisma } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { enqueue } from '../jobs'
import { signalLive } from '../live'
import type { Preferences } from './preferences'
import { wakeMessages } from './wake-messages'

/** Keeps how a member wants to be reached. What is under way to them is planned anew at once: quiet hours may be over, a channel on. */
export async function savePreferences(ctx: Context, { teamId, userId }: Actor, values: Preferences): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const now = ctx.clock.now()
    await tx.reachPreference.upsert({
      where: { teamId_userId: { teamId, userId } },
      create: { teamId, userId, values, updatedAt: now },
      update: { values, updatedAt: now },
    })
    const which = Prisma.sql`"teamId" = ${teamId}::uuid and "userId" = ${userId}::uuid`
    await wakeMessages(tx, { which, most: null }, now)
    // One whose time has just come is sent today: its member sees that it works.
    if (values.digestAt !== null) await enqueue(tx, 'queue-digests', {}, { runAt: now, jobKey: 'queue-digests' })
    await signalLive(tx, { teamId, userId, subject: 'message', id: userId })
  })
}
