import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { ChannelMessage } from '../ports/message-channel'
import { contentDigest } from './content-digest'
import type { Loaded } from './load-batch'
import { placeOf } from './place'
import { claimCall } from './routes/claim-call'
import { wayOf } from './routes/ways'
import { withWay } from './routes/with-way'

const againMs = 5_000
/** What cannot be changed for so long stays as it is. */
const givesUpMs = 60 * 60_000

/**
 * Puts what a message says now where it stands with other words: buttons that decide nothing any more go away. Answers when to try again;
 * null: nothing is left to change.
 */
export async function updateShown(
  ctx: Context,
  { message, deliveries, ways }: Loaded,
  content: ChannelMessage,
): Promise<Date | null> {
  const digest = contentDigest(content)
  let again: Date | null = null
  for (const delivery of deliveries) {
    if ((delivery.state !== 'sent' && delivery.state !== 'delivered') || delivery.shown === digest) continue
    const way = wayOf(ways, delivery)
    const update = way?.carrier?.update
    const place = placeOf(delivery)
    try {
      if (way && update && place !== undefined && way.obstacle === null) {
        const wait = await claimCall(ctx, way, 'update')
        if (wait) {
          again = wait
          continue
        }
        await withWay(ctx, message.teamId, way, (access) => update(access, place, content))
      }
      await ctx.db.delivery.updateMany({ where: { teamId: delivery.teamId, id: delivery.id }, data: { shown: digest } })
      delivery.shown = digest
    } catch (error) {
      if (!isSwitchboardError(error)) throw error
      const now = ctx.clock.now()
      const isOld = now.getTime() - delivery.startedAt.getTime() > givesUpMs
      // Gone, or not ours to change: it stays as it is.
      if (!error.retryable || isOld) delivery.shown = digest
      else again = new Date(now.getTime() + Math.max(error.retryAfterMs ?? 0, againMs))
    }
  }
  return again
}
