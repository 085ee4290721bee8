import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { openTokens } from '../connections/credentials'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { WebhookCredential } from '../ports/webhook'
import type { ProviderId } from '../provider-ids'

/** A busy account's calls come many in a second; a secret that was replaced is refused for so long at most. */
const keptMs = 5_000
const mostKept = 1_000
/** So long what was not found is not looked for again: a connection that begins may be called at once. */
const missedMs = 1_000

export type WebhookCredentials = (provider: ProviderId, connectionId: string) => Promise<WebhookCredential | null>

/** For receivers whose services sign with what the operator has configured. */
export const noCredentials: WebhookCredentials = async () => null

/** Answers what a receiver may know of a connection, and remembers it for a moment; also that it is unknown. */
export function createWebhookCredentials(ctx: Pick<Context, 'db' | 'cipher' | 'clock'>): WebhookCredentials {
  const perf = { now: () => ctx.clock.now().getTime() }
  const kept = new LRUCache<string, WebhookCredential>({ max: mostKept, ttl: keptMs, ttlResolution: 0, perf })
  // By themselves: ids that somebody makes up do not push out those that there are.
  const missed = new LRUCache<string, true>({ max: mostKept, ttl: missedMs, ttlResolution: 0, perf })

  return async (provider, connectionId) => {
    if (!z.uuid().safeParse(connectionId).success) return null
    const name = `${provider}:${connectionId}`
    const known = kept.get(name)
    if (known) return known
    if (missed.has(name)) return null
    const found = await readCredential(ctx, provider, connectionId)
    if (found) kept.set(name, found)
    else missed.set(name, true)
    return found
  }
}

async function readCredential(
  ctx: Pick<Context, 'db' | 'cipher'>,
  provider: ProviderId,
  id: string,
): Promise<WebhookCredential | null> {
  const connection = await ctx.db.connection.findFirst({
    where: { id, provider },
    select: { teamId: true, status: true, credential: { select: { ciphertext: true } } },
  })
  if (!connection?.credential) return null
  const key = { teamId: connection.teamId, connectionId: id }
  try {
    const { accessToken } = await openTokens(ctx, key, connection.credential.ciphertext)
    return { accessToken, isWorking: connection.status === 'connected' }
  } catch (error) {
    if (isSwitchboardError(error, 'secret_unreadable')) return null
    throw error
  }
}
