import type { Connection } from '@switchboard/db'
import type { ConnectionKey, Context } from '../context'
import type { SwitchboardError } from '../errors'

/** How long a provider that asked for a pause is still to be left alone, in milliseconds. */
export const pauseMs = ({ notBefore }: Pick<Connection, 'notBefore'>, now: Date) =>
  Math.max(0, (notBefore?.getTime() ?? 0) - now.getTime())

/** When the next sync really comes; null for none. */
export const afterPause = ({ nextSyncAt, notBefore }: Pick<Connection, 'nextSyncAt' | 'notBefore'>) =>
  nextSyncAt && notBefore && notBefore > nextSyncAt ? notBefore : nextSyncAt

/** What a call was made for: to read an account's items, to change them, or to reach people by it. */
export type CallPurpose = 'reading' | 'changing' | 'sending'

/**
 * Keeps the pause that a provider has asked for; the later of two counts, and nothing but time ends it. Services count what is sent apart from
 * what is read: a pause of one leaves the other alone, unless the answer says that it is the whole account's (`facts.pause` is `account`).
 * That of sending alone is kept with what came of the attempt.
 */
export async function keepPause(
  ctx: Context,
  { teamId, connectionId: id }: ConnectionKey,
  error: SwitchboardError,
  purpose: CallPurpose,
): Promise<void> {
  if (!error.retryAfterMs) return
  const until = new Date(ctx.clock.now().getTime() + error.retryAfterMs)
  const isWhole = error.facts.pause === 'account'
  if (purpose !== 'sending' || isWhole)
    await ctx.db.connection.updateMany({
      where: { teamId, id, OR: [{ notBefore: null }, { notBefore: { lt: until } }] },
      data: { notBefore: until },
    })
  // One that nothing was sent by has no row yet.
  if (isWhole)
    await ctx.db.route.updateMany({
      where: { id, OR: [{ pausedUntil: null }, { pausedUntil: { lt: until } }] },
      data: { pausedUntil: until },
    })
}
