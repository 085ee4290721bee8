import { z } from 'zod'
import { openTokens } from '../connections/credentials'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { WebhookCredential } from '../ports/webhook'
import type { ProviderId } from '../provider-ids'
import { createRemembered } from '../remembered'

export type WebhookCredentials = (provider: ProviderId, connectionId: string) => Promise<WebhookCredential | null>

/** For receivers whose services sign with what the operator has configured. */
export const noCredentials: WebhookCredentials = async () => null

/** Answers what a receiver may know of a connection, and remembers it for a moment; also that it is unknown. */
export function createWebhookCredentials(ctx: Pick<Context, 'db' | 'cipher' | 'clock'>): WebhookCredentials {
  // A busy account's calls come many in a second; a secret that was replaced is refused, and a new connection unknown, as long as this remembers.
  const remembered = createRemembered<WebhookCredential>(ctx)
  return async (provider, connectionId) => {
    if (!z.uuid().safeParse(connectionId).success) return null
    return remembered.get(`${provider}:${connectionId}`, () => readCredential(ctx, provider, connectionId))
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
