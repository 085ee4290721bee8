import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { appRouter } from '@switchboard/api'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { memberKey, whoIsPresent } from '@switchboard/core/channels/presence'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { toldSignalSchema } from '@switchboard/core/live'
import { SwitchboardError } from '@switchboard/core/errors'
import type { SendRequest } from '@switchboard/core/ports/message-channel'
import { buildMember, createTestDatabase, fakeProviders, testContext } from '@switchboard/testing'
import type { ChannelWorld } from '@switchboard/testing/channel-world'
import { describeMessageChannel } from '@switchboard/testing/describe-message-channel'
import { callOf, cookieOf, follow } from './socket-client'
import { startGatewayHere } from './start-gateway'

const database = createTestDatabase()

let world: ChannelWorld
let close = async () => {}

beforeAll(async () => {
  // Pages are the only way: no other channel, and no mail server.
  const ctx = testContext(database, { providers: fakeProviders() })
  const { actor } = await buildMember(database.db)
  const { actor: elsewhere } = await buildMember(database.db)
  const { gateway, url } = await startGatewayHere(ctx, database.url)
  const page = await follow(url, await cookieOf(actor.userId, { teamId: actor.teamId }))
  close = async () => {
    page.close()
    await gateway.close()
  }
  page.send(callOf(2, 'subscription', 'live.inSight'))
  await vi.waitFor(async () => expect((await whoIsPresent(ctx, [actor])).has(memberKey(actor))).toBe(true))
  const told = () => page.signals().flatMap((signal) => toldSignalSchema.safeParse(signal).data ?? [])
  const hasHeardOf = (id: string) => told().some((signal) => signal.subject === 'message' && signal.id === id)
  const followsNothing = () => {
    throw new Error('This caller follows nothing.')
  }
  const api = appRouter.createCaller({
    core: ctx,
    ...actor,
    requestId: 'request-1',
    system: { sandbox: null, gatewayUrl: 'http://localhost:3001' },
    live: { signals: followsNothing, inSight: followsNothing, events: followsNothing },
  })

  /** A message of the product's to whoever is meant, worked on as a worker does. */
  const send = async (_access: unknown, { address, message: { title, body } }: SendRequest) => {
    const { teamId, userId } = address === actor.userId ? actor : elsewhere
    const data = { title, body, path: '/settings/channels' }
    const [id = ''] = await queueMessages(
      database.db,
      [{ teamId, userId, key: randomUUID(), kind: 'alert', data }],
      ctx.clock.now(),
    )
    await deliverMessages(ctx, BigInt(1))
    const attempts = await database.db.delivery.count({ where: { teamId, messageId: id, channel: 'web' } })
    if (attempts === 0) throw new SwitchboardError('gone', 'No page is open.')
    await expect.poll(() => hasHeardOf(id)).toBe(true)
    return null
  }
  world = {
    channel: {
      limits: { textLength: 500_000, partsPerMessage: 1 },
      allowance: () => ({ perMinute: Infinity, burst: Infinity }),
      format: ({ title }) => [{ title }],
      send,
      askFeedback: send,
      checkHealth: async () => undefined,
    },
    access: async () => ({
      connectionId: '',
      accessToken: '',
      settings: {},
      signal: new AbortController().signal,
      timeoutMs: 5_000,
    }),
    address: actor.userId,
    goneAddress: elsewhere.userId,
    shown: async () => {
      // What the page reads when its socket has told it to; the latest five, what has come before is in the list of messages.
      const { items } = await api.reach.pageMessages()
      return items
        .filter(({ id }) => hasHeardOf(id))
        .map(({ id, title }) => ({ id, text: title, buttons: [], answers: null }))
    },
    fault: () => undefined,
    clearFaults: () => database.db.outboundMessage.deleteMany().then(() => undefined),
    withdrawToken: () => undefined,
  }
})
afterAll(() => close())

describeMessageChannel('A page on a socket of the gateway', () => world, {
  shows: 'title',
  answered: 'on_its_page',
  updates: false,
  threads: false,
  parts: 'one',
  sends: 'always',
  service: null,
})
