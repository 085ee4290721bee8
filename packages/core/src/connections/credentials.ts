import { z } from 'zod'
import type { Transaction } from '@switchboard/db'
import type { ConnectionKey, Context } from '../context'
import type { Tokens } from '../ports/connecting'

/** How a connection's tokens are stored: one ciphertext, bound to the connection's row. */
const storedTokensSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  scopes: z.array(z.string()),
})

export const rowOf = ({ teamId, connectionId }: ConnectionKey) => `connection:${teamId}:${connectionId}`

/** Encrypts tokens for their row. */
export function sealTokens(ctx: Context, key: ConnectionKey, tokens: Tokens): Promise<string> {
  const plaintext = JSON.stringify({ ...tokens, expiresAt: tokens.expiresAt?.toISOString() ?? null })
  return ctx.cipher.seal(plaintext, rowOf(key))
}

/** Throws secret_unreadable, key_missing. */
export async function openTokens(
  ctx: Pick<Context, 'cipher'>,
  key: ConnectionKey,
  ciphertext: string,
): Promise<Tokens> {
  const stored = storedTokensSchema.parse(JSON.parse(await ctx.cipher.open(ciphertext, rowOf(key))))
  return { ...stored, expiresAt: stored.expiresAt ? new Date(stored.expiresAt) : null }
}

/** Stores the tokens of a new grant; whoever holds a refresh lease on older ones loses it. */
export async function storeTokens(ctx: Context, tx: Transaction, key: ConnectionKey, tokens: Tokens): Promise<void> {
  const fields = { ciphertext: await sealTokens(ctx, key, tokens), expiresAt: tokens.expiresAt }
  await tx.credential.upsert({
    where: { teamId_connectionId: key },
    create: { ...key, ...fields },
    update: { ...fields, version: { increment: 1 }, leaseId: null, leaseUntil: null },
  })
}
