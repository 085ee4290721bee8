import { z } from 'zod'
import type { Transaction } from '@switchboard/db'

const rowsSchema = z.array(z.unknown())

/** True for the first who asks under a key, and for nobody else until so many milliseconds have passed, however many processes ask. */
export async function onceIn(tx: Transaction, key: string, forMs: number, now: Date): Promise<boolean> {
  const until = new Date(now.getTime() + forMs)
  // Its time is the end of the silence: a bucket that is full again by its time alone may be deleted.
  const taken: unknown = await tx.$queryRaw`
    insert into "RateBucket" (key, tokens, "tokensAt") values (${key}, 0, ${until}::timestamptz)
    on conflict (key) do update set "tokensAt" = excluded."tokensAt" where "RateBucket"."tokensAt" <= ${now}::timestamptz
    returning 1 as taken`
  return rowsSchema.parse(taken).length > 0
}
