import { beforeEach, describe, expect, test } from 'vitest'
import { isSwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { Json } from '@switchboard/core/ports/json'
import type { ChannelMessage, SendRequest, SentAnswers } from '@switchboard/core/ports/message-channel'
import type { ChannelTraits, ChannelWorld } from './channel-world'

/** Where the same is done as by pressing, for channels that know links alone. */
const pageOf = (id: string) => `https://switchboard.example/act/${encodeURIComponent(id)}`

/** The ids of actions whose pages are linked in a text. */
export const actionsIn = (text: string): string[] =>
  [...text.matchAll(/https:\/\/switchboard\.example\/act\/(\S+)/g)].map(([, id = '']) => decodeURIComponent(id))

const approve = 'suggestion.approve:01a20018-0000-7000-8000-000000000001'
const dismiss = 'suggestion.dismiss:01a20018-0000-7000-8000-000000000001'
const question: ChannelMessage = {
  template: 'question',
  title: 'May I <b>send</b> *it*?',
  body: 'The **signed** contract, to [Clara](https://meridian.example/clara).',
  actions: [
    { id: approve, label: 'Approve', style: 'primary', url: pageOf(approve) },
    { id: dismiss, label: 'Dismiss', style: 'danger', url: pageOf(dismiss) },
  ],
  link: { label: 'Open', url: 'https://switchboard.example/suggestions/1' },
  outcome: null,
  unsubscribeUrl: null,
}
const note: ChannelMessage = { ...question, template: 'message', title: 'A note', body: 'Nothing to do.', actions: [] }

/** The promises that the port makes about a message channel; every one runs them on its own stand-in. */
export function describeMessageChannel(name: string, worldOf: () => ChannelWorld, traits: ChannelTraits): void {
  let world: ChannelWorld
  let access: Access
  let keys = 0
  const { service } = traits
  const ids = traits.answered === 'on_its_page' ? [] : question.actions.map(({ id }) => id)
  beforeEach(async () => {
    world = worldOf()
    await world.clearFaults()
    access = await world.access()
  })

  const request = (message: ChannelMessage, fields: Partial<SendRequest> = {}): SendRequest => ({
    address: world.address,
    message,
    key: `contract-${++keys}`,
    thread: null,
    ...fields,
  })
  /** Sends, and tells what came of it. */
  async function sent(message: ChannelMessage, fields: Partial<SendRequest> = {}, by: 'send' | 'askFeedback' = 'send') {
    const before = new Set((await world.shown()).map(({ id }) => id))
    const place = await world.channel[by](access, request(message, fields))
    return { place, shown: (await world.shown()).filter(({ id }) => !before.has(id)) }
  }
  async function faultOf(call: Promise<unknown>) {
    const error: unknown = await call.then(
      () => null,
      (thrown: unknown) => thrown,
    )
    if (!isSwitchboardError(error)) throw new Error('It was to fail with one of our errors.', { cause: error })
    if (access.accessToken) expect(error.message).not.toContain(access.accessToken)
    return error
  }
  const current = async (id: string | undefined) => (await world.shown()).find((message) => message.id === id)
  function placeIn(found: SentAnswers | undefined, key: string): Json {
    const answer = found?.get(key)
    if (typeof answer !== 'object') throw new Error(`Nothing is known of ${key}.`)
    return answer.place
  }

  describe(`${name} as a channel`, () => {
    test('sends a message with its words and nothing to press, and says where it stands', async () => {
      const { place, shown } = await sent(note)
      expect(shown).toMatchObject([{ buttons: [], answers: null }])
      expect(shown[0]?.text).toContain('A note')
      if (traits.shows === 'all') expect(shown[0]?.text).toContain('Nothing to do.')
      expect(JSON.parse(JSON.stringify(place))).toEqual(place)
    })

    test('asks with what can be pressed', async () => {
      const { shown } = await sent(question, {}, 'askFeedback')
      expect(shown).toMatchObject([{ buttons: ids }])
    })

    test('shows words of others as they are', async () => {
      const title = '*a* _b_ ~c~ `d` [e](https://f.example) <g> <!channel> <@U0ADA> & \\ . ! - # + = | { } ( ) >'
      const { shown } = await sent({ ...note, title, body: '' })
      expect(shown[0]?.text.replaceAll('\u2060', '')).toContain(title)
    })

    test.runIf(traits.updates)(
      'puts other words in the place of what was sent, and takes away what can be pressed',
      async () => {
        const { place, shown } = await sent(question)
        const decided = { ...question, actions: [], outcome: 'Ada approved it.' }
        await world.channel.update?.(access, place, decided)
        expect(await current(shown[0]?.id)).toMatchObject({
          buttons: [],
          text: expect.stringContaining('Ada approved it.'),
        })
        const count = (await world.shown()).length
        // The answer of the first may have been lost.
        await world.channel.update?.(access, place, decided)
        expect(await world.shown()).toHaveLength(count)
      },
    )

    test('says that it changes what was sent when it does', () => {
      expect(world.channel.update !== undefined).toBe(traits.updates)
    })

    test.runIf(traits.threads)(
      'an answer to an earlier message stands in its thread, and what answers that in the same',
      async () => {
        const first = await sent(note)
        const second = await sent(note, { thread: first.place })
        const third = await sent(note, { thread: second.place })
        expect(second.shown[0]?.answers).toBe(first.shown[0]?.id)
        expect(third.shown[0]?.answers).not.toBeNull()
      },
    )

    test('an answer to something that is gone is sent all the same', async () => {
      const foreign: Json = { channel: 'C0NOWHERE', parts: ['1.000001'], thread: null, chat: 1 }
      for (const thread of [foreign, { other: 'shape' }, 'text'])
        expect((await sent(note, { thread })).shown).toHaveLength(1)
    })

    const paragraph = `${'A long sentence that says hardly anything. '.repeat(20)}\n\n`
    const long = { ...question, body: paragraph.repeat(40) }

    test('a long one comes whole within the limits, and its first part can be answered', async () => {
      const { place, shown } = await sent(long)
      if (traits.parts === 'several') expect(shown.length).toBeGreaterThan(1)
      expect(shown.length).toBeLessThanOrEqual(world.channel.limits.partsPerMessage)
      expect(shown).toHaveLength(world.channel.format(long).length)
      expect(shown.map(({ buttons }) => buttons)).toEqual([ids, ...shown.slice(1).map(() => [])])
      const words = shown
        .map(({ text }) => text)
        .join(' ')
        .match(/hardly\s+anything/g)
      if (traits.shows === 'all') expect(words).toHaveLength(800)
      if (!traits.updates) return
      await world.channel.update?.(access, place, { ...long, body: 'Short.', actions: [] })
      const left = (await world.shown()).filter(({ id }) => shown.some((one) => one.id === id))
      expect(left).toMatchObject([{ id: shown[0]?.id, buttons: [] }])
    })

    test('somebody who is not there is gone, and no fault of the service', async () => {
      const error = await faultOf(world.channel.send(access, request(note, { address: world.goneAddress })))
      expect(error).toMatchObject({ code: 'gone', retryable: false })
    })

    test('is let send by its settings', () => {
      const allowance = (settings: object) => world.channel.allowance(settings, world.grantedScopes ?? [])
      const usual = allowance(traits.sends === 'once_switched_on' ? { sendMessages: true } : {})
      expect(usual?.burst).toBeGreaterThanOrEqual(1)
      if (traits.sends === 'always') return
      expect(allowance({ sendMessages: false })).toBeNull()
      if (traits.sends === 'once_switched_on') expect(allowance({})).toBeNull()
      const slow = allowance({ sendMessages: true, messagesPerMinute: 12 })
      expect(slow).toMatchObject({ perMinute: 12 })
      expect(slow?.burst).toBeLessThanOrEqual(2)
      expect(allowance({ sendMessages: true, messagesPerMinute: 'many' })).toBeNull()
    })
  })

  describe.runIf(service)(`${name} when its service fails`, () => {
    test('is asked to slow down: as long as the service says, and nothing was sent', async () => {
      const before = (await world.shown()).length
      world.fault({ kind: 'too_many_requests', retryAfter: '7' })
      const error = await faultOf(world.channel.send(access, request(note)))
      expect(error).toMatchObject({ code: 'rate_limited', retryable: true })
      expect(error.retryAfterMs).toBe(service?.tellsHowLong ? 7_000 : undefined)
      expect(await world.shown()).toHaveLength(before)
    })

    test('that it cannot at the moment says whether it was sent', async () => {
      world.fault({ kind: 'unavailable' })
      const error = await faultOf(world.channel.send(access, request(note)))
      expect(error).toMatchObject({ code: 'unavailable', retryable: true })
      expect(error.facts.sent).toBe(service?.refusesUnsent ? 'no' : undefined)
    })

    test('no answer leaves open whether it was sent', async () => {
      world.fault({ kind: 'no_answer' })
      const error = await faultOf(world.channel.send({ ...access, timeoutMs: 300 }, request(note)))
      expect(['unavailable', 'timeout']).toContain(error.code)
      expect(error.retryable).toBe(true)
      expect(error.facts.sent).toBeUndefined()
    })

    test('an answer that was lost leaves open whether it was sent', async () => {
      const before = (await world.shown()).length
      const asked = request(question)
      const since = new Date()
      world.fault({ kind: 'lost_answer' })
      const error = await faultOf(world.channel.send(access, asked))
      expect(['unavailable', 'timeout']).toContain(error.code)
      expect(error.facts.sent).toBeUndefined()
      expect(await world.shown()).toHaveLength(before + 1)
      const { findSent } = world.channel
      const { address, key } = asked
      const finds = service?.findsSent ?? { lost: false, answered: false }
      expect(findSent !== undefined).toBe(finds.lost || finds.answered)
      if (!findSent) return
      const keys = [key, 'never-sent']
      const found = await findSent(access, { address, keys, since, thread: null })
      if (!finds.lost) {
        // Nobody can tell: it is not said to have failed.
        expect(keys.map((one) => found.get(one))).toEqual(['unknowable', 'unknowable'])
        return
      }
      expect(found.get('never-sent')).toBe('never_sent')
      // It is known as well as one whose answer has come.
      await world.channel.update?.(access, placeIn(found, key), { ...question, actions: [], outcome: 'Found.' })
      if (traits.updates) expect((await world.shown()).at(-1)).toMatchObject({ buttons: [] })
    })

    test.runIf(service?.findsSent.answered)('one look tells of all that were sent to an address', async () => {
      const since = new Date()
      const places = new Map<string, Json>()
      for (const key of ['one-look-1', 'one-look-2', 'one-look-3']) places.set(key, (await sent(note, { key })).place)
      const keys = [...places.keys(), 'one-look-4']
      const query = { address: world.address, keys, since, thread: null }
      const found = await world.channel.findSent?.(access, query)
      expect([...(found?.keys() ?? [])].toSorted()).toEqual(keys)
      for (const [key, place] of places) expect(placeIn(found, key)).toEqual(place)
      expect(found?.get('one-look-4')).toBe(service?.findsSent.lost ? 'never_sent' : 'unknowable')
    })

    test.runIf(service?.findsSent.answered)('one that was sent into a thread is found there', async () => {
      const { place: thread } = await sent(note)
      const since = new Date()
      const { place } = await sent(note, { thread, key: 'in-thread' })
      const query = { address: world.address, keys: ['in-thread'], since, thread }
      expect(placeIn(await world.channel.findSent?.(access, query), 'in-thread')).toEqual(place)
    })

    test.runIf(service?.unauthorized)('a token that is not taken any more is said to be', async () => {
      await world.channel.checkHealth(access)
      await world.withdrawToken()
      expect((await faultOf(world.channel.send(access, request(note)))).code).toBe(service?.unauthorized)
      expect((await faultOf(world.channel.checkHealth(access))).code).toBe(service?.unauthorized)
    })
  })
}
