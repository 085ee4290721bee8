import { beforeAll } from 'vitest'
import { createTestDatabase, fakeChannel } from '@switchboard/testing'
import type { ChannelWorld } from '@switchboard/testing/channel-world'
import { describeMessageChannel } from '@switchboard/testing/describe-message-channel'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { readPageMessages } from '@switchboard/core/channels/page-messages'
import { tellPresence } from '@switchboard/core/channels/presence'
import { SwitchboardError } from '@switchboard/core/errors'
import type { SendRequest } from '@switchboard/core/ports/message-channel'
import { jobId, reachable } from './reachable'

const database = createTestDatabase()
const gatewayId = '01a20018-0000-7000-8000-00000000000a'

let world: ChannelWorld
beforeAll(async () => {
  // Pages are the only way: nothing else takes a message, and nobody is known at a workspace.
  const { ctx, actor, queue, state } = await reachable(database, fakeChannel({ allowance: () => null }), null)
  await tellPresence(ctx, gatewayId, [actor])

  /** Core reaches open pages itself, by what it has written down: as a channel does it, seen from outside. */
  const send = async (_access: unknown, { address, message: { title, body } }: SendRequest) => {
    if (address !== actor.userId) await tellPresence(ctx, gatewayId, [])
    const id = await queue({ kind: 'alert', data: { title, body, path: '/settings/channels' } })
    await deliverMessages(ctx, jobId())
    await tellPresence(ctx, gatewayId, [actor])
    const { deliveries } = await state(id)
    if (deliveries.length === 0) throw new SwitchboardError('gone', 'No page is open.')
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
    goneAddress: 'somebody without an open page',
    shown: async () => {
      // The latest five stand on a page: what has come before is in the list of messages.
      const messages = await readPageMessages(ctx, actor)
      return messages.map(({ id, title }) => ({ id, text: title, buttons: [], answers: null }))
    },
    fault: () => undefined,
    clearFaults: () => database.db.outboundMessage.deleteMany().then(() => undefined),
    withdrawToken: () => undefined,
  }
})

describeMessageChannel('The open pages', () => world, {
  shows: 'title',
  answered: 'on_its_page',
  updates: false,
  threads: false,
  parts: 'one',
  sends: 'always',
  service: null,
})
