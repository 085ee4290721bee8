import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { openTokens } from '../connections/credentials'
import { isUnopened } from '../crypto/token-cipher'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { WebhookCredential } from '../ports/webhook'
import type { ProviderId } from '../provider-ids'

export type WebhookCredentials = (provider: ProviderId, connectionId: string) => Promise<WebhookCredential | null>

/** For receivers whose services sign with what the operator has configured. */
export const noCredentials: WebhookCredentials = async () => null

const mostKept = 1_000

/**
 * Answers what a receiver may know of a connection. Each call asks the database whether the connection works and by which secret: one
 * that was taken in by what was true seconds ago may be lost, since its service does not send it again. Only what is dear is remembered:
 * opening a secret. Throws unavailable for one that does not open, and what the database throws.
 */
export function createWebhookCredentials(ctx: Pick<Context, 'db' | 'cipher'>): WebhookCredentials {
  const opened = new LRUCache<string, { ciphertext: string; accessToken: string }>({ max: mostKept })
  return async (provider, id) => {
    if (!z.uuid().safeParse(id).success) return null
    const connection = await ctx.db.connection.findFirst({
      where: { id, provider },
      select: { teamId: true, status: true, credential: { select: { ciphertext: true } } },
    })
    if (!connection?.credential) return null
    const { ciphertext } = connection.credential
    const isWorking = connection.status === 'connected'
    const known = opened.get(id)
    if (known?.ciphertext === ciphertext) return { accessToken: known.accessToken, isWorking }
    const { accessToken } = await openTokens(ctx, { teamId: connection.teamId, connectionId: id }, ciphertext).catch(
      orLater,
    )
    opened.set(id, { ciphertext, accessToken })
    return { accessToken, isWorking }
  }
}

/** Nobody can tell whether it was the service that has called. */
function orLater(error: unknown): never {
  if (!isUnopened(error)) throw error
  throw new SwitchboardError('unavailable', 'The call could not be verified. Send it again.', { retryable: true })
}
