import { isUnopened } from '../crypto/token-cipher'
import type { ProviderApp } from '@switchboard/db'
import { z } from 'zod'
import type { Context } from '../context'

/** What names an app in what is encrypted for it. */
export type AppKey = Pick<ProviderApp, 'teamId' | 'id'>

export const rowOfApp = ({ teamId, id }: AppKey) => `provider-app:${teamId}:${id}`

const keysSchema = z.record(z.string(), z.unknown())
export type AppKeys = z.infer<typeof keysSchema>

/** Encrypts keys for their row. */
export const sealKeys = (ctx: Pick<Context, 'cipher'>, app: AppKey, keys: AppKeys): Promise<string> =>
  ctx.cipher.seal(JSON.stringify(keys), rowOfApp(app))

/** Null when they cannot be opened any more. */
export async function readKeys(ctx: Pick<Context, 'cipher'>, app: AppKey, ciphertext: string): Promise<AppKeys | null> {
  try {
    return await openKeys(ctx, app, ciphertext)
  } catch (error) {
    if (isUnopened(error)) return null
    throw error
  }
}

/** Throws secret_unreadable, key_missing. */
export const openKeys = async (ctx: Pick<Context, 'cipher'>, app: AppKey, ciphertext: string): Promise<AppKeys> =>
  keysSchema.parse(JSON.parse(await ctx.cipher.open(ciphertext, rowOfApp(app))))
