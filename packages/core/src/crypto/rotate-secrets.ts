import { isUnopened } from './token-cipher'
import type { Context } from '../context'
import { storedSecrets } from './stored-secrets'

/** How many secrets each key has made. What is no ciphertext stands under the empty id. */
export type Census = Record<string, number>

/** A secret that none of the keys opens; `keyId` null: it is no ciphertext at all. */
export type UnreadableSecret = { row: string; keyId: string | null; reason: 'unknown_key' | 'does_not_open' }

export type RotateProgress = { done: number; of: number }

type RotateContext = Pick<Context, 'db' | 'cipher' | 'clock'>

const pageSize = 500
/** Who refreshes meanwhile with another process's older keys is met again in the next round. */
const mostRounds = 10

/** Counts the secrets by their key and names those of keys that are not configured. Changes nothing. */
export async function countSecrets(ctx: RotateContext): Promise<{ census: Census; unknown: UnreadableSecret[] }> {
  const census: Census = {}
  const unknown: UnreadableSecret[] = []
  for await (const { row, ciphertext } of storedSecrets(ctx, pageSize)) {
    const keyId = ctx.cipher.keyIdOf(ciphertext)
    census[keyId ?? ''] = (census[keyId ?? ''] ?? 0) + 1
    if (keyId === null || !ctx.cipher.keyIds.includes(keyId)) unknown.push({ row, keyId, reason: 'unknown_key' })
  }
  return { census, unknown }
}

/**
 * Encrypts every secret with the first key while the product runs. Each is written only if it is still the one that was read, so
 * a refresh in between wins; what is encrypted with the first key already is passed over, so a killed rotation is gone on with by
 * starting it again. Returns what is left and why.
 */
export async function rotateSecrets(
  ctx: RotateContext,
  options: { onProgress?: (progress: RotateProgress) => void } = {},
): Promise<{ rotated: number; census: Census; unreadable: UnreadableSecret[] }> {
  const { cipher } = ctx
  let rotated = 0
  for (let round = 0; ; round++) {
    const { census } = await countSecrets(ctx)
    const of = Object.values(census).reduce((sum, count) => sum + count, 0)
    let done = census[cipher.currentKeyId] ?? 0
    let changedMeanwhile = 0
    const unreadable: UnreadableSecret[] = []
    for await (const secret of storedSecrets(ctx, pageSize)) {
      const keyId = cipher.keyIdOf(secret.ciphertext)
      if (keyId === cipher.currentKeyId) continue
      const sealed = await reseal(ctx, secret)
      if (sealed === null) {
        const isKnown = keyId !== null && cipher.keyIds.includes(keyId)
        unreadable.push({ row: secret.row, keyId, reason: isKnown ? 'does_not_open' : 'unknown_key' })
      } else if (await secret.replace(sealed)) {
        rotated += 1
        done += 1
        options.onProgress?.({ done, of })
      } else changedMeanwhile += 1
    }
    if (changedMeanwhile === 0 || round === mostRounds) {
      return { rotated, census: (await countSecrets(ctx)).census, unreadable }
    }
  }
}

/** Null when it does not open. */
async function reseal({ cipher }: RotateContext, secret: { ciphertext: string; boundTo: string }) {
  try {
    return await cipher.seal(await cipher.open(secret.ciphertext, secret.boundTo), secret.boundTo)
  } catch (error) {
    if (isUnopened(error)) return null
    throw error
  }
}
