import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { encode } from 'next-auth/jwt'
import { WebSocket } from 'ws'
import { z } from 'zod'

const messageSchema = z.object({
  id: z.number().nullish(),
  result: z.object({ type: z.string(), data: z.unknown().optional() }).optional(),
  error: z.unknown().optional(),
})
type Message = z.infer<typeof messageSchema>

export const publicUrl = 'http://localhost:3000'
export const sessionSecret = 'a-secret-of-more-than-thirty-two-characters'

/** The cookie of a signed-in person, as next-auth sets it. */
export async function cookieOf(
  userId: string,
  fields: { secret?: string; maxAgeSeconds?: number; teamId?: string } = {},
) {
  const { secret = sessionSecret, maxAgeSeconds, teamId } = fields
  const token = await encode({ token: { sub: userId }, secret, maxAge: maxAgeSeconds })
  return `next-auth.session-token=${token}${teamId ? `; switchboard.team=${teamId}` : ''}`
}

/** What the server answers to an upgrade: 101, or the status of its refusal. */
export function upgradeStatus(url: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(url, { headers })
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.once('unexpected-response', (_, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', reject)
  })
}

/** Asks for an upgrade and leaves what comes of it to the caller. */
export async function askForUpgrade(url: string, headers: Record<string, string>): Promise<Socket> {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  const lines = Object.entries({
    host: hostname,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`GET ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return socket
}

/** A call as tRPC's client sends it. */
export const callOf = (
  id: number,
  method: 'query' | 'mutation' | 'subscription' | 'subscription.stop',
  path: string,
) => ({
  id,
  method,
  params: { path, input: null },
})

/** A page that follows the signals. */
export async function follow(url: string, cookie: string) {
  const socket = new WebSocket(url, { headers: { cookie, origin: publicUrl } })
  const messages: Message[] = []
  const waiting: (() => void)[] = []
  const wake = () => waiting.splice(0).forEach((call) => call())
  socket.on('message', (data) => {
    const text = data.toString()
    if (text === 'PING' || text === 'PONG') return
    messages.push(messageSchema.parse(JSON.parse(text)))
    wake()
  })
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const send = (message: unknown) => socket.send(JSON.stringify(message))
  send(callOf(1, 'subscription', 'live.signals'))

  const until = async (fits: () => boolean) => {
    while (!fits()) await new Promise<void>((resolve) => waiting.push(resolve))
  }
  await until(() => messages.some(({ result, error }) => result?.type === 'started' || error !== undefined))
  const signals = () => messages.flatMap(({ result }) => (result?.type === 'data' ? [result.data] : []))
  return {
    closed,
    signals,
    send,
    /** What a call was answered with, beyond that a subscription has started. */
    answerTo: async (id: number) => {
      const isAnswer = (message: Message) => message.id === id && message.result?.type !== 'started'
      await until(() => messages.some(isAnswer))
      return messages.find(isAnswer)
    },
    /** Resolves once a subscription is as far. */
    reached: (id: number, type: 'started' | 'stopped') =>
      until(() => messages.some((message) => message.id === id && message.result?.type === type)),
    /** Resolves once so many signals have come. */
    received: (count: number) => until(() => signals().length >= count),
    close: () => socket.close(),
  }
}
