import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import { SwitchboardError } from '../errors'
import type { Bucket, SayLimits } from './limits'

const heldSchema = z.array(z.object({ key: z.string(), tokens: z.number() }))

/** What is left of a bucket. */
export type Left = {
  name: keyof SayLimits
  perMinute: number
  remaining: number
  /** Milliseconds until the next token is there; 0: one is. */
  nextMs: number
  /** Milliseconds until it is full again. */
  fullMs: number
}

/**
 * Takes one token from each of the buckets, or from none: exact however many processes ask at once, since their rows are locked until the
 * transaction ends. Throws rate_limited with what is left.
 */
export async function takeTokens(tx: Transaction, buckets: Bucket[], now: Date): Promise<Left[]> {
  // Everybody makes and locks rows in one order.
  const sorted = buckets.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const keys = sorted.map(({ key }) => key)
  const sizes = sorted.map(({ perMinute }) => perMinute)
  await tx.$executeRaw`
    insert into "RateBucket" (key, tokens, "tokensAt")
    select key, size, ${now}::timestamptz from unnest(${keys}::text[], ${sizes}::float[]) as new(key, size)
    on conflict (key) do nothing`
  const rows = heldSchema.parse(
    await tx.$queryRaw`
      with held as (
        select bucket.key, least(size, tokens + greatest(0, extract(epoch from ${now}::timestamptz - "tokensAt")) * size / 60) as tokens
        from unnest(${keys}::text[], ${sizes}::float[]) as asked(key, size)
        join "RateBucket" bucket on bucket.key = asked.key
        order by bucket.key for update of bucket
      ), verdict as (select bool_and(tokens >= 1) as granted from held)
      update "RateBucket" bucket set
        tokens = held.tokens - case when granted then 1 else 0 end,
        "tokensAt" = greatest(bucket."tokensAt", ${now}::timestamptz)
      from held, verdict where bucket.key = held.key
      returning bucket.key, held.tokens`,
  )
  const before = new Map(rows.map(({ key, tokens }) => [key, tokens]))
  const empty = buckets.find(({ key }) => (before.get(key) ?? 0) < 1)
  if (empty) throw tooMuch(leftOf(empty, before.get(empty.key) ?? 0))
  return buckets.map((bucket) => leftOf(bucket, (before.get(bucket.key) ?? 1) - 1))
}

/** What is left of a bucket that holds so many tokens. */
export function leftOf({ name, perMinute }: Pick<Bucket, 'name' | 'perMinute'>, tokens: number): Left {
  const untilMs = (wanted: number) => Math.max(0, Math.ceil(((wanted - tokens) * 60_000) / perMinute))
  return { name, perMinute, remaining: Math.floor(tokens), nextMs: untilMs(1), fullMs: untilMs(perMinute) }
}

const where: Record<keyof SayLimits, string> = {
  person: 'in a minute',
  conversation: 'in one conversation in a minute',
  channel: 'by one channel in a minute',
}

function tooMuch({ name, perMinute, nextMs }: Left): SwitchboardError {
  const seconds = Math.max(1, Math.ceil(nextMs / 1_000))
  return new SwitchboardError(
    'rate_limited',
    `That was a lot at once: ${perMinute} messages ${where[name]} are the most. Go on in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`,
    {
      retryable: true,
      retryAfterMs: nextMs,
      facts: { limit: name, perMinute: String(perMinute), retryAfterSeconds: String(seconds) },
    },
  )
}
