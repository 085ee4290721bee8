import { withAccess } from '../../connections/with-access'
import type { Context } from '../../context'
import type { Access } from '../../ports/access'
import { serverTimeoutMs, type Way } from './ways'

/**
 * Uses a way with its account's access; the installation's own server knows no account. Throws what `use` throws, and what reading the
 * account's access does.
 */
export function withWay<T>(
  ctx: Context,
  teamId: string,
  { id, connectionId }: Pick<Way, 'id' | 'connectionId'>,
  use: (access: Access) => Promise<T>,
): Promise<T> {
  if (connectionId !== null) return withAccess(ctx, { teamId, connectionId }, use, { purpose: 'sending' })
  return use({
    connectionId: id ?? '',
    accessToken: '',
    settings: {},
    signal: new AbortController().signal,
    timeoutMs: serverTimeoutMs,
  })
}
