import type { MiddlewareHandler } from 'hono'
import { refuse } from './control/requests'

type Addresses = { ownUrl(): string; productUrl: string }

const loopback = ['localhost', '127.0.0.1', '[::1]']

/**
 * Lets through who means this machine. The sandbox may hold real exported mail and asks nobody for a password, so a page of the
 * internet must neither read it under a name of its own that leads here (DNS rebinding) nor change it through a visitor's browser.
 * Programs send no Origin, and pass.
 */
export function callersOfThisMachine({ ownUrl, productUrl }: Addresses): MiddlewareHandler {
  return async (c, next) => {
    const { port } = new URL(ownUrl())
    const ownHosts = loopback.map((name) => new URL(`http://${name}:${port}`))
    if (!ownHosts.some(({ host }) => host === c.req.header('host')?.toLowerCase())) {
      return refuse(c, 403, `The sandbox is reached as ${ownUrl()} alone.`)
    }
    const origin = c.req.header('origin')
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (isRead || origin === undefined) return next()
    if ([productUrl, ...ownHosts.map((own) => own.origin)].includes(origin)) return next()
    return refuse(c, 403, 'The page of another site cannot change the sandbox. Use its own pages, or a program.')
  }
}
