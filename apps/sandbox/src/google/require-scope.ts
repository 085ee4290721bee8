import type { Context, MiddlewareHandler } from 'hono'
import type { Store } from '../state/store'

export type Account = { Variables: { email: string } }

type Scopes = { read: string[]; change: string[]; send?: string[] }

/** Lets a call of one of Google's APIs pass whose token may do it; `email` is then the account's. */
export function requireScope(store: Store, scopes: Scopes): MiddlewareHandler<Account> {
  return async (c, next) => {
    const token = store.data.access[c.req.header('authorization')?.replace(/^Bearer /, '') ?? '']
    const grant = store.data.grants.find(({ id }) => id === token?.grantId)
    if (!token || !grant || grant.revoked || token.expiresAt < Date.now()) {
      c.header('WWW-Authenticate', 'Bearer realm="https://accounts.google.com/", error="invalid_token"')
      return refuse(c, 401, 'UNAUTHENTICATED', 'authError', 'Request had invalid authentication credentials.')
    }
    const isWatching = /\/(watch|stop)$/.test(c.req.path)
    const isSending = c.req.path.endsWith('/messages/send')
    const changes = isSending ? (scopes.send ?? scopes.change) : scopes.change
    const needed = c.req.method === 'GET' || isWatching ? scopes.read : changes
    if (!needed.some((scope) => token.scopes.includes(scope))) {
      const message = 'Request had insufficient authentication scopes.'
      return refuse(c, 403, 'PERMISSION_DENIED', 'insufficientPermissions', message)
    }
    c.set('email', grant.email)
    await next()
  }
}

/** In the form of Google's errors. */
export const refuse = (
  c: Context,
  code: 400 | 401 | 403 | 404 | 409 | 410,
  status: string,
  reason: string,
  message: string,
) => c.json({ error: { code, message, errors: [{ message, domain: 'global', reason }], status } }, code)
