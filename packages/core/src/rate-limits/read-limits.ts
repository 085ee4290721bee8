import type { Channel } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { findConversation } from '../conversations/find-conversation'
import { bucketsOf } from './limits'
import { type Left, leftOf } from './take-tokens'

/** What a member may still say, without taking anything. Throws not_found for a conversation that is not theirs. */
export async function readLimits(
  ctx: Pick<Context, 'db' | 'clock' | 'sayLimits'>,
  actor: Pick<Actor, 'teamId' | 'userId'>,
  place: { conversationId: string; channel: Channel } | null,
): Promise<Left[]> {
  if (place) await findConversation(ctx.db, actor, place.conversationId)
  const buckets = bucketsOf(ctx.sayLimits, actor, place)
  const rows = await ctx.db.rateBucket.findMany({ where: { key: { in: buckets.map(({ key }) => key) } } })
  const held = new Map(rows.map((row) => [row.key, row]))
  const now = ctx.clock.now().getTime()
  return buckets.map((bucket) => {
    const row = held.get(bucket.key)
    if (!row) return leftOf(bucket, bucket.perMinute)
    const grown = (Math.max(0, now - row.tokensAt.getTime()) * bucket.perMinute) / 60_000
    return leftOf(bucket, Math.min(bucket.perMinute, row.tokens + grown))
  })
}
