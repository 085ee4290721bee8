import { createWSClient } from '@trpc/client'
import { WebSocket as Socket } from 'ws'
import { publicUrl } from './socket-client'

/** As far as tRPC's client uses it. */
const isBrowsersOwn = (socket: unknown): socket is typeof WebSocket => typeof socket === 'function'

/** tRPC's own client as a page has it, signed in by this cookie; `url` is asked for each time it connects. Its sockets, the newest last, can be cut. */
export function openPageSockets(url: string | (() => string), cookie: string) {
  const sockets: Socket[] = []
  class PageSocket extends Socket {
    constructor(address: string) {
      super(address, { headers: { cookie, origin: publicUrl } })
      sockets.push(this)
      this.on('error', () => undefined)
    }
  }
  const opened: unknown = PageSocket
  if (!isBrowsersOwn(opened)) throw new Error('no socket')
  return { sockets, client: createWSClient({ url, WebSocket: opened, retryDelayMs: () => 20 }) }
}
