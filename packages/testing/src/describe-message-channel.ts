import { beforeEach, describe, expect, test } from 'vitest'
import { isSwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { Json } from '@switchboard/core/ports/json'
import type { ChannelMessage, MessageChannel, SendRequest } from '@switchboard/core/ports/message-channel'

/** A message as it stands before its person. */
export type ShownMessage = {
  id: string
  /** Without formats. */
  text: string
  /** The ids of what can be pressed. */
  buttons: string[]
  /** The message that it answers, by its id. */
  answers: string | null
}

/** A channel beside its stand-in. */
export type ChannelWorld = {
  channel: MessageChannel
  access(): Promise<Access>
  /** Of somebody who is reached. */
  address: string
  /** Of somebody who is not, or not any more. */
  goneAddress: string
  /** All that has come to `address`, in its order. */
  shown(): ShownMessage[]
  /** The next call for sending fares so. */
  fault(fault: { kind: 'too_many_requests' | 'unavailable' | 'lost_answer' | 'no_answer'; retryAfter?: string }): void
  clearFaults(): void
  /** The token that is held is not taken any more. */
  withdrawToken(): void | Promise<void>
}

/** What a channel can do beyond sending. */
export type ChannelTraits = { findsSent: boolean; unauthorized: 'unauthorized' | 'grant_revoked' }

const question: ChannelMessage = {
  template: 'question',
  title: 'May I <b>send</b> *it*?',
  body: 'The **signed** contract, to [Clara](https://meridian.example/clara).',
  actions: [
    {
      id: 'suggestion.approve:01a20018-0000-7000-8000-000000000001',
      label: 'Approve',
      style: 'primary',
      url: 'https://a.example',
    },
    {
      id: 'suggestion.dismiss:01a20018-0000-7000-8000-000000000001',
      label: 'Dismiss',
      style: 'danger',
      url: 'https://a.example',
    },
  ],
  link: { label: 'Open', url: 'https://switchboard.example/suggestions/1' },
  outcome: null,
  unsubscribeUrl: null,
}
const ids = question.actions.map(({ id }) => id)
const note: ChannelMessage = { ...question, template: 'message', title: 'A note', body: 'Nothing to do.', actions: [] }

/** The promises that the port makes about a message channel; every one runs them on its own stand-in. */
export function describeMessageChannel(name: string, worldOf: () => ChannelWorld, traits: ChannelTraits): void {
  let world: ChannelWorld
  let access: Access
  let keys = 0
  beforeEach(async () => {
    world = worldOf()
    world.clearFaults()
    access = await world.access()
  })

  const request = (message: ChannelMessage, fields: Partial<SendRequest> = {}): SendRequest => ({
    address: world.address,
    message,
    key: `key-${++keys}`,
    thread: null,
    ...fields,
  })
  /** Sends, and tells what came of it. */
  async function sent(message: ChannelMessage, fields: Partial<SendRequest> = {}) {
    const before = new Set(world.shown().map(({ id }) => id))
    const place = await world.channel.send(access, request(message, fields))
    return { place, shown: world.shown().filter(({ id }) => !before.has(id)) }
  }
  async function faultOf(call: Promise<unknown>) {
    const error: unknown = await call.then(
      () => null,
      (thrown: unknown) => thrown,
    )
    if (!isSwitchboardError(error)) throw new Error('It was to fail with one of our errors.', { cause: error })
    expect(error.message).not.toContain(access.accessToken)
    return error
  }
  const current = (id: string | undefined) => world.shown().find((message) => message.id === id)

  describe(`${name} as a channel`, () => {
    test('sends a message with its words and nothing to press, and says where it stands', async () => {
      const { place, shown } = await sent(note)
      expect(shown).toMatchObject([{ buttons: [], answers: null }])
      expect(shown[0]?.text).toContain('A note')
      expect(shown[0]?.text).toContain('Nothing to do.')
      expect(JSON.parse(JSON.stringify(place))).toEqual(place)
    })

    test('asks with what can be pressed', async () => {
      const before = world.shown().length
      await world.channel.askFeedback(access, request(question))
      expect(world.shown().slice(before)).toMatchObject([{ buttons: ids }])
    })

    test('shows words of others as they are', async () => {
      const title = '*a* _b_ ~c~ `d` [e](https://f.example) <g> <!channel> <@U0ADA> & \\ . ! - # + = | { } ( ) >'
      const { shown } = await sent({ ...note, title, body: '' })
      expect(shown[0]?.text.replaceAll('\u2060', '')).toContain(title)
    })

    test('puts other words in the place of what was sent, and takes away what can be pressed', async () => {
      const { place, shown } = await sent(question)
      expect(world.channel.update).toBeDefined()
      const decided = { ...question, actions: [], outcome: 'Ada approved it.' }
      await world.channel.update?.(access, place, decided)
      expect(current(shown[0]?.id)).toMatchObject({ buttons: [], text: expect.stringContaining('Ada approved it.') })
      const count = world.shown().length
      // The answer of the first may have been lost.
      await world.channel.update?.(access, place, decided)
      expect(world.shown()).toHaveLength(count)
    })

    test('an answer to an earlier message stands in its thread, and what answers that in the same', async () => {
      const first = await sent(note)
      const second = await sent(note, { thread: first.place })
      const third = await sent(note, { thread: second.place })
      expect(second.shown[0]?.answers).toBe(first.shown[0]?.id)
      expect(third.shown[0]?.answers).not.toBeNull()
    })

    test('an answer to something that is gone is sent all the same', async () => {
      const foreign: Json = { channel: 'C0NOWHERE', parts: ['1.000001'], thread: null, chat: 1 }
      for (const thread of [foreign, { other: 'shape' }, 'text'])
        expect((await sent(note, { thread })).shown).toHaveLength(1)
    })

    test('one that is too long comes in parts within the limits, of which the first can be pressed', async () => {
      const paragraph = `${'A long sentence that says hardly anything. '.repeat(20)}\n\n`
      const long = { ...question, body: paragraph.repeat(40) }
      const { place, shown } = await sent(long)
      expect(shown.length).toBeGreaterThan(1)
      expect(shown.length).toBeLessThanOrEqual(world.channel.limits.partsPerMessage)
      expect(shown).toHaveLength(world.channel.format(long).length)
      expect(shown.map(({ buttons }) => buttons)).toEqual([ids, ...shown.slice(1).map(() => [])])
      const words = shown
        .map(({ text }) => text)
        .join(' ')
        .match(/hardly anything/g)
      expect(words).toHaveLength(800)
      await world.channel.update?.(access, place, { ...long, body: 'Short.', actions: [] })
      const left = world.shown().filter(({ id }) => shown.some((one) => one.id === id))
      expect(left).toMatchObject([{ id: shown[0]?.id, buttons: [] }])
    })

    test('somebody who is not there is gone, and no fault of the service', async () => {
      const error = await faultOf(world.channel.send(access, request(note, { address: world.goneAddress })))
      expect(error).toMatchObject({ code: 'gone', retryable: false })
    })

    test('is let send by its settings alone', () => {
      const off = world.channel.allowance({ sendMessages: false }, [])
      expect(off).toBeNull()
      const usual = world.channel.allowance({}, [])
      expect(usual?.burst).toBeGreaterThanOrEqual(1)
      expect(world.channel.allowance({ messagesPerMinute: 12 }, [])).toMatchObject({ perMinute: 12, burst: 1 })
      expect(world.channel.allowance({ messagesPerMinute: 'many' }, [])).toBeNull()
    })

    test('is asked to slow down: as long as the service says, and nothing was sent', async () => {
      const before = world.shown().length
      world.fault({ kind: 'too_many_requests', retryAfter: '7' })
      const error = await faultOf(world.channel.send(access, request(note)))
      expect(error).toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: 7_000 })
      expect(world.shown()).toHaveLength(before)
    })

    test.each(['unavailable', 'no_answer'] as const)('%s leaves open whether it was sent', async (kind) => {
      world.fault({ kind })
      const error = await faultOf(world.channel.send({ ...access, timeoutMs: 300 }, request(note)))
      expect(['unavailable', 'timeout']).toContain(error.code)
      expect(error.retryable).toBe(true)
      expect(error.facts.sent).toBeUndefined()
    })

    test('an answer that was lost leaves open whether it was sent', async () => {
      const before = world.shown().length
      const asked = request(question)
      const since = new Date()
      world.fault({ kind: 'lost_answer' })
      const error = await faultOf(world.channel.send(access, asked))
      expect(['unavailable', 'timeout']).toContain(error.code)
      expect(error.facts.sent).toBeUndefined()
      expect(world.shown()).toHaveLength(before + 1)
      const { findSent } = world.channel
      expect(findSent !== undefined).toBe(traits.findsSent)
      if (!findSent) return
      const { address, key } = asked
      const place = await findSent(access, { address, key, since, thread: null })
      expect(place).not.toBeNull()
      // It is known as well as one whose answer has come.
      await world.channel.update?.(access, place ?? null, { ...question, actions: [], outcome: 'Found.' })
      expect(world.shown().at(-1)).toMatchObject({ buttons: [] })
      expect(await findSent(access, { address, key: 'never-sent', since, thread: null })).toBeNull()
    })

    test.runIf(traits.findsSent)('one that was sent into a thread is found there', async () => {
      const { place: thread } = await sent(note)
      const since = new Date()
      const { place } = await sent(note, { thread, key: 'in-thread' })
      const found = await world.channel.findSent?.(access, { address: world.address, key: 'in-thread', since, thread })
      expect(found).toEqual(place)
    })

    test('a token that is not taken any more is said to be', async () => {
      await world.channel.checkHealth(access)
      await world.withdrawToken()
      expect((await faultOf(world.channel.send(access, request(note)))).code).toBe(traits.unauthorized)
      expect((await faultOf(world.channel.checkHealth(access))).code).toBe(traits.unauthorized)
    })
  })
}
