import { WebSocket } from 'ws'
import type { Product } from './product'

/** A page's live updates: resolves when the gateway has let it in. `hear` gets what comes, as text. */
export function listen({ gatewayUrl, url, cookie }: Product, hear?: (message: string) => void): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(gatewayUrl, { headers: { cookie, origin: url } })
    socket.once('error', reject)
    socket.once('open', () => {
      socket.send(JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'subscription', params: { path: 'live.signals' } }))
      resolve(socket)
    })
    socket.on('message', (data) => {
      const message = data.toString()
      // The gateway asks whether we are there.
      if (message === 'PING') socket.send('PONG')
      else hear?.(message)
    })
  })
}
