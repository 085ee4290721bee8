import { once } from 'node:events'
import { WebSocket } from 'ws'

/** As a page of somebody who has signed in. */
export type Page = { url: string; origin: string; cookie: string }

/** Resolves once the gateway has let the page in and its subscription has begun. `hear` gets what comes from then on, as text. */
export async function subscribe(
  { url, origin, cookie }: Page,
  params: { path: string; input?: unknown },
  hear: (message: string) => void = () => undefined,
): Promise<WebSocket> {
  const socket = new WebSocket(url, { headers: { cookie, origin } })
  let begun = () => {}
  const started = new Promise<void>((resolve) => (begun = resolve))
  socket.on('message', (data) => {
    const message = data.toString()
    // The gateway asks whether we are there.
    if (message === 'PING') socket.send('PONG')
    else if (message.includes('"type":"started"')) begun()
    else hear(message)
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'subscription', params }))
  await started
  return socket
}
