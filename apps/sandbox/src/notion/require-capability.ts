import type { Context, MiddlewareHandler } from 'hono'
import type { Store } from '../state/store'

/** What a connection at Notion can be given; chosen in its settings, not asked for. */
export const capabilities = ['read_content', 'update_content', 'read_comments', 'read_users'] as const
type Capability = (typeof capabilities)[number]

export type Account = { Variables: { email: string } }

/** Lets a call pass whose token may do it; `email` is then whose it is. */
export function requireCapability(store: Store, clientId: string): MiddlewareHandler<Account> {
  return async (c, next) => {
    const token = store.data.access[c.req.header('authorization')?.replace(/^Bearer /, '') ?? '']
    const grant = store.data.grants.find(({ id }) => id === token?.grantId)
    if (!token || !grant || grant.revoked || grant.clientId !== clientId || token.expiresAt < Date.now())
      return refuse(c, 401, 'unauthorized', 'API token is invalid.')
    if (!c.req.header('notion-version'))
      return refuse(c, 400, 'missing_version', 'Notion-Version header failed validation: should be defined.')
    const needed = neededFor(c)
    if (needed && !token.scopes.includes(needed))
      return refuse(c, 403, 'restricted_resource', 'Insufficient permissions for this endpoint.')
    c.set('email', grant.email)
    await next()
  }
}

function neededFor(c: Context): Capability | null {
  if (c.req.method === 'PATCH') return 'update_content'
  if (c.req.path.includes('/comments')) return 'read_comments'
  if (c.req.path.endsWith('/users/me')) return null
  return c.req.path.includes('/users') ? 'read_users' : 'read_content'
}

/** In the form of Notion's errors. */
export const refuse = (c: Context, status: 400 | 401 | 403 | 404, code: string, message: string) =>
  c.json({ object: 'error', status, code, message, request_id: 'b3f0b6f4-5a9a-4b0e-9a9a-6f2f5a0c7d11' }, status)
