import { isUnopened } from '../crypto/token-cipher'
import type { InboundEvent } from '@switchboard/db'
import type { Context } from '../context'
import type { StoredEvent } from '../ports/webhook'

/** The longest that one of them is worth anything: Slack's addresses to answer at end after half an hour. */
const keepMs = 60 * 60_000

type EventName = { provider: string; account: string; eventId: string }

/** What a secret is bound to: the event has no number of ours before it is stored. */
export const rowOfEvent = ({ provider, account, eventId }: EventName) => `event:${provider}:${account}:${eventId}`

/** Encrypts what lets the bearer of an event act. */
export const sealSecret = (ctx: Pick<Context, 'cipher'>, event: EventName, secret: string): Promise<string> =>
  ctx.cipher.seal(secret, rowOfEvent(event))

/** An event as its receiver reads it, without its secret. */
export const stored = ({ account, body, headers }: InboundEvent): StoredEvent => ({ account, body, headers })

/** The same with its secret. One that does not open is left out: what was asked for is done all the same, and nobody is answered. */
export async function withSecret(ctx: Pick<Context, 'cipher' | 'logger'>, event: InboundEvent): Promise<StoredEvent> {
  if (event.sealed === null) return stored(event)
  try {
    return { ...stored(event), secret: await ctx.cipher.open(event.sealed, rowOfEvent(event)) }
  } catch (error) {
    if (!isUnopened(error)) throw error
    ctx.logger.warn({ eventId: String(event.id) }, 'the secret of an event does not open')
    return stored(event)
  }
}

/** Of events that were never worked on, as while integrations are switched off. */
export const clearOldSecrets = (ctx: Pick<Context, 'db' | 'clock'>) =>
  ctx.db.inboundEvent.updateMany({
    where: { sealed: { not: null }, receivedAt: { lt: new Date(ctx.clock.now().getTime() - keepMs) } },
    data: { sealed: null },
  })
