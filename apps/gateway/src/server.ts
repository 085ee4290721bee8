import { randomUUID } from 'node:crypto'
import { createServer, IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { AnyTRPCRouter } from '@trpc/server'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import { decode } from 'next-auth/jwt'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { callLimit } from '@switchboard/api/call-limit'
import { networkOfCaller, type TrustsProxy } from '@switchboard/api/network-of-caller'
import { readSession } from '@switchboard/api/session'
import type { ApiContext } from '@switchboard/api'
import type { Actor, Context } from '@switchboard/core/context'
import { longestMessageBytes } from '@switchboard/core/conversations/limits'
import { isSwitchboardError } from '@switchboard/core/errors'
import { webhooksPath } from '@switchboard/core/inbound/webhooks-path'
import { resolveActor } from '@switchboard/core/teams/resolve-actor'
import { encoder } from './hub/frames'
import type { LiveHub } from './live-feed'
import { openPresenceBook } from './presence-book'
import { boundedFeed, callsIn } from './socket-limits'

export type Gateway = { server: Server; close(): Promise<void> }

export type GatewayOptions = {
  ctx: Context
  hub: LiveHub
  /** What the sockets serve. */
  router: AnyTRPCRouter
  receiveWebhook: (request: Request, address: string) => Promise<Response>
  sessionSecret: string
  gatewayUrl: string
  /** 0 takes a free one. */
  port: number
  /** Which addresses are our own proxies'. */
  trustsProxy: TrustsProxy
  /** How many upgrades one address may ask for in a minute, and one person may be given. */
  upgradesPerMinute: number
  /** How many calls one person may send over all their sockets in a minute. */
  callsPerMinute: number
  /** Beside the sandbox, whose sign-in needs no password, nobody but this machine may reach it. */
  onlyThisMachine?: boolean
  /** How often memberships of open sockets are read again, in milliseconds, beside each signal that one has changed. */
  recheckMs?: number
  /** How often it is told whose pages are in sight, in milliseconds, beside each change. */
  beatMs?: number
  /** How long a request may take to come, in milliseconds. */
  times?: Partial<typeof requestTimes>
  /** Beyond so many at once, new ones are closed. */
  mostConnections?: number
}

/** A page says something at most, beside some hundred bytes of which call it is. JSON writes a byte of it as six where it has to. */
const mostMessageBytes = 6 * longestMessageBytes + 4 * 1_024
const mostSubscriptions = 5

/** Of a request; a webhook's body has less. A socket that was upgraded is none any more. */
const requestTimes = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 5_000 }
/** Pages keep one each, providers some hundred. */
const mostConnections = 10_000

/** The gateway on plain node:http: tRPC over WebSocket, authenticated at the upgrade, providers' webhooks, and its health. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { ctx, hub, sessionSecret, gatewayUrl, port, onlyThisMachine = false, recheckMs = 60_000 } = options
  const upgrades = callLimit(options.upgradesPerMinute)
  const calls = callLimit(options.callsPerMinute)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes })
  const actors = new WeakMap<IncomingMessage, Actor>()
  const members = new Map<WebSocket, Actor>()
  const presence = openPresenceBook(ctx, { beatMs: options.beatMs })

  applyWSSHandler({
    wss: sockets,
    router: options.router,
    experimental_encoder: encoder,
    keepAlive: { enabled: true, pingMs: 30_000, pongWaitMs: 10_000 },
    createContext: ({ req, res }): ApiContext => {
      const actor = actors.get(req)
      return {
        core: ctx,
        system: { sandbox: null, gatewayUrl },
        userId: actor?.userId ?? null,
        teamId: actor?.teamId ?? null,
        requestId: randomUUID(),
        live: boundedFeed({ ...hub.feedOf(res), inSight: presence.inSight }, mostSubscriptions),
      }
    },
  })

  const answerWebhooks = getRequestListener((call, { incoming }) =>
    options.receiveWebhook(
      call,
      incoming instanceof IncomingMessage ? networkOfCaller(incoming, options.trustsProxy) : 'unknown',
    ),
  )
  const server = createServer({ ...requestTimes, ...options.times }, (request, response) => {
    if (request.url?.startsWith(webhooksPath)) return void answerWebhooks(request, response)
    const healthy = request.url === '/health/live' || (request.url === '/health/ready' && hub.listener.connected())
    const known = request.url?.startsWith('/health/')
    response.writeHead(healthy ? 200 : known ? 503 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ status: healthy ? 'ready' : known ? 'unready' : 'not found' }))
  })

  server.maxConnections = options.mostConnections ?? mostConnections

  server.on('upgrade', (request, socket, head) => {
    // Node takes its own listener away before this event; a client that resets the connection must not end the process.
    socket.on('error', leave)
    admit(request, socket, head).catch((error: unknown) => {
      ctx.logger.error({ err: error }, 'an upgrade failed')
      socket.destroy()
    })
  })

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const waitSeconds = await upgrades(networkOfCaller(request, options.trustsProxy))
    if (waitSeconds) return refuse(socket, '429 Too Many Requests', waitSeconds)
    const { pathname } = new URL(request.url ?? '/', gatewayUrl)
    if (pathname !== '/ws') return refuse(socket, '404 Not Found')
    // The configured address decides, not the Host header: another site's page must not use our cookie.
    if (request.headers.origin !== ctx.publicUrl.origin) return refuse(socket, '403 Forbidden')
    const { userId, teamId, expiresAt } = await readSession(request.headers.cookie, {
      publicUrl: ctx.publicUrl,
      decode: (token) => decode({ token, secret: sessionSecret }),
    })
    if (!userId) return refuse(socket, '401 Unauthorized')
    const personWaitSeconds = await upgrades(userId)
    if (personWaitSeconds) return refuse(socket, '429 Too Many Requests', personWaitSeconds)
    const actor = await actorOf({ userId, teamId })
    if (!actor) return refuse(socket, '403 Forbidden')
    actors.set(request, actor)
    socket.off('error', leave)
    sockets.handleUpgrade(request, socket, head, (client) => {
      members.set(client, actor)
      const ending = setTimeout(() => client.close(4401, 'session ended'), msUntil(expiresAt, ctx.clock.now()))
      client.once('close', () => {
        clearTimeout(ending)
        members.delete(client)
      })
      client.on('message', (message) => void count(client, actor, message))
      sockets.emit('connection', client, request)
    })
  }

  /** Whoever sends too much is cut off: a socket that is closed politely would still be listened to. */
  async function count(client: WebSocket, actor: Actor, message: RawData): Promise<void> {
    if (!(await calls(actor.userId, callsIn(message.toString())))) return
    ctx.logger.warn({ userId: actor.userId }, 'a socket sent too many calls and was cut off')
    client.terminate()
  }

  /** A socket stays in the team it was opened for: a page that changes teams opens another. Null: in no team any more. */
  async function actorOf(session: { userId: string; teamId: string | null }): Promise<Actor | null> {
    try {
      return await resolveActor(ctx, session)
    } catch (error) {
      if (isSwitchboardError(error, 'forbidden')) return null
      throw error
    }
  }

  // Whoever left the team that a socket was opened for is shown out, also when they are in another one.
  const recheck = () => {
    const present = [...new Set([...members.values()].map(({ userId }) => userId))]
    ctx.db.membership
      .findMany({ where: { userId: { in: present } }, select: { userId: true, teamId: true } })
      .then((rows) => {
        const valid = new Set(rows.map(memberKey))
        for (const [client, actor] of members) if (!valid.has(memberKey(actor))) client.close(4401, 'membership ended')
      })
      .catch((error: unknown) => ctx.logger.warn({ err: error }, 'memberships could not be read again'))
  }
  const timer = setInterval(recheck, recheckMs)
  hub.onMembershipChange(recheck)

  // Closing is the signal to read everything again: pages do so when they are back.
  hub.onGap(() => {
    for (const client of sockets.clients) client.close(1012, 'read again')
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: onlyThisMachine ? 'localhost' : undefined }, resolve)
  })
  return {
    server,
    async close() {
      clearInterval(timer)
      // Whoever is written to from now on is reached another way.
      const told = presence.close()
      for (const client of sockets.clients) client.close(1001, 'restarting')
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await told
      await hub.listener.close()
    },
  }
}

/** Timers know no longer time. A page whose socket closes then, with a session that goes on, opens another. */
const longestTimerMs = 2 ** 31 - 1

function msUntil(instant: Date | null, now: Date): number {
  return Math.max(0, Math.min(instant ? instant.getTime() - now.getTime() : longestTimerMs, longestTimerMs))
}

/** A connection that broke before it was let in. */
function leave(this: Duplex): void {
  this.destroy()
}

const memberKey = ({ teamId, userId }: { teamId: string; userId: string }) => `${teamId}:${userId}`

function refuse(socket: Duplex, status: string, waitSeconds?: number): void {
  const retryAfter = waitSeconds ? `Retry-After: ${waitSeconds}\r\n` : ''
  socket.end(`HTTP/1.1 ${status}\r\n${retryAfter}Connection: close\r\nContent-Length: 0\r\n\r\n`)
}
