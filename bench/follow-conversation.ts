import { once } from 'node:events'
import { createRequire } from 'node:module'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { wire } from '@switchboard/api/wire'

export type Follower = { cookie: string; conversationId: string; lastEventId: string }

type Encode = (input: { token: object; secret: string }) => Promise<string>
// Its types would bring those of Next into every script.
const { encode } = z
  .object({ encode: z.custom<Encode>((value) => typeof value === 'function') })
  .parse(createRequire(import.meta.url)('next-auth/jwt'))

/** The cookie of somebody who has signed in. */
export async function sessionCookie(secret: string, { userId, teamId }: { userId: string; teamId: string }) {
  const token = await encode({ token: { sub: userId }, secret })
  return `next-auth.session-token=${token}; switchboard.team=${teamId}`
}

/** A page that follows a conversation: resolves once it is let in and its subscription has begun. `hear` gets what comes, as text. */
export async function followConversation(
  { url, origin }: { url: string; origin: string },
  { cookie, conversationId, lastEventId }: Follower,
  hear: (message: string) => void,
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
  const input = wire.serialize({ id: conversationId, lastEventId })
  socket.send(JSON.stringify({ id: 1, method: 'subscription', params: { path: 'conversation.follow', input } }))
  await started
  return socket
}
