import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildConversation,
  buildGrant,
  buildMember,
  createTestDatabase,
  fakeChannel,
  fakeProviders,
  testContext,
  type FakeChannel,
} from '@switchboard/testing'
import { createAgentWork } from '@switchboard/core/agent/agent-work'
import { answerMessage } from '@switchboard/core/agent/answer-message'
import { actOnPress } from '@switchboard/core/channels/act-on-press'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { tellArrival } from '@switchboard/core/channels/presence'
import type { Actor } from '@switchboard/core/context'
import { longestMessageBytes, skewMs } from '@switchboard/core/conversations/limits'
import { say } from '@switchboard/core/conversations/say'
import { sayAsAgent } from '@switchboard/core/conversations/say-as-agent'
import { askAsMember, type Asking } from '@switchboard/core/feedback/ask-feedback'
import { processInboundEvent } from '@switchboard/core/inbound/process-inbound-event'
import type { InboundSignal, OutsideSaying } from '@switchboard/core/ports/webhook'
import { away, jobId } from '../channels/reachable'

const database = createTestDatabase()
const accountId = 'default:T1'
let told: InboundSignal[]
let answered: { reply: unknown; text: string }[]
let channel: FakeChannel
let fails: boolean
let ctx: ReturnType<typeof testContext>

beforeEach(async () => {
  await database.db.outboundMessage.deleteMany()
  await database.db.connection.deleteMany()
  await database.db.inboundEvent.deleteMany()
  await database.db.rateBucket.deleteMany()
  answered = []
  fails = false
  channel = fakeChannel({
    answer: async (_access, reply, text) => void answered.push({ reply, text }),
    threadKeys: (place) => [`sent ${JSON.stringify(place)}`],
    onSend: () => (fails ? Promise.reject(away({ sent: 'no' })) : undefined),
  })
  const verify = () => Promise.reject(new Error('not asked'))
  ctx = {
    ...testContext(database, {
      providers: fakeProviders({
        ownership: 'shared',
        channel,
        webhook: { path: 'mail', verify, read: () => told },
        source: {
          fetchChanges: () => Promise.reject(new Error('not asked')),
          checkHealth: () => Promise.reject(new Error('not asked')),
          readNews: async (_access, news) => ({ items: [itemOf(String(news))], over: [] }),
        },
      }),
    }),
    mailServer: fakeChannel({ kind: 'email' }),
  }
})

const itemOf = (externalId: string) => ({
  kind: 'message' as const,
  externalId,
  threadId: null,
  title: 'Direct message',
  sender: { name: 'Ada', address: null },
  receivedAt: '2026-03-02T09:00:00Z',
  url: null,
  text: 'Please send the contract.',
  channelName: 'Ada',
  direct: externalId.startsWith('D'),
  mentionsOwner: false,
})

/** A member of a team that has connected the workspace, with an agent, and known there as U1. */
async function team({ address = 'U1' }: { address?: string | null } = {}) {
  const { actor } = await buildMember(database.db)
  const connection = await buildConnection(database.db, actor, { ownerId: null, accountId, createdAt: hoursAgo(48) })
  await buildGrant(ctx, connection)
  const { teamId, userId } = actor
  const now = ctx.clock.now()
  const known = { teamId, userId, channel: 'slack', connectionId: connection.id, name: '@ada', createdAt: now } as const
  if (address !== null) await database.db.identity.create({ data: { ...known, address, confirmedAt: now } })
  const agent = await database.db.agent.create({ data: { teamId, slug: 'assistant', name: 'Assistant' } })
  return { actor, connection, agent }
}

const hoursAgo = (hours: number) => new Date(ctx.clock.now().getTime() - hours * 3_600_000)

/** A direct message, or what is given in place of its parts. */
const saying = (fields: Partial<OutsideSaying> = {}): OutsideSaying => {
  const key = fields.key ?? `D1:${randomUUID()}`
  return {
    key,
    text: 'What is due today?',
    at: ctx.clock.now(),
    isDirect: true,
    isToUs: true,
    address: 'U1',
    thread: { below: key },
    threadKeys: [],
    attachments: [],
    ...fields,
  }
}
const inChannel = (fields: Partial<OutsideSaying> = {}) =>
  saying({ key: `C1:${randomUUID()}`, isDirect: false, address: 'C1', ...fields })

/** The workspace tells of it, as of what may become an item. Returns the event's row as it stands afterwards. */
async function hear(said: OutsideSaying, by = 'U1', account = accountId) {
  const reply = { to: by }
  told = [
    { kind: 'said', accountId: account, by: { address: by, name: by }, said, reply },
    { kind: 'items', accountId: account, news: said.key },
  ]
  const { id } = await database.db.inboundEvent.create({
    data: {
      provider: 'gmail',
      account,
      eventId: randomUUID(),
      body: Buffer.from('{}'),
      headers: {},
      receivedAt: ctx.clock.now(),
    },
  })
  await processInboundEvent(ctx, { id: String(id) })
  return database.db.inboundEvent.findUniqueOrThrow({ where: { id } })
}

const conversationsOf = ({ teamId }: Actor) =>
  database.db.conversation.findMany({
    where: { teamId },
    include: { messages: { orderBy: { seq: 'asc' } } },
    orderBy: { createdAt: 'asc' },
  })
const itemsOf = ({ teamId }: Actor) => database.db.item.findMany({ where: { teamId } })
const texts = () => answered.map(({ text }) => text)

/** The agent answers all that waits for it, and what it says is sent. */
async function answer(...actors: Actor[]) {
  const work = createAgentWork(ctx, new AbortController().signal)
  const teamIds = actors.map(({ teamId }) => teamId)
  for (const { teamId, id } of await database.db.agentRun.findMany({
    where: { teamId: { in: teamIds }, state: 'waiting' },
  }))
    await answerMessage(ctx, { teamId, runId: id }, work)
  await deliverMessages(ctx, jobId())
}

describe('a direct message of a linked member', () => {
  test('is a conversation and no item, and the answer stands below it', async () => {
    const { actor, connection } = await team()
    const said = saying()
    expect(await hear(said)).toMatchObject({
      state: 'processed',
      outcome: 'A connection of this account has heard it.',
    })
    await answer(actor)
    const [conversation] = await conversationsOf(actor)
    expect(conversation).toMatchObject({ channel: 'slack', title: 'What is due today?', status: 'active' })
    expect(conversation?.messages.map(({ speaker, status }) => `${speaker} ${status}`)).toEqual([
      'person delivered',
      'agent delivered',
    ])
    expect(channel.arrived).toMatchObject([
      {
        address: 'U1',
        thread: said.thread,
        message: { template: 'said', body: conversation?.messages[1]?.content, link: null },
      },
    ])
    expect(await itemsOf(actor)).toEqual([])
    expect(conversation?.messages[0]).toMatchObject({
      connectionId: connection.id,
      key: `${connection.id}:${said.key}`,
    })
  })

  test('told of twice is one, and is not said again by a replay', async () => {
    const { actor, connection } = await team()
    const said = saying()
    const { id } = await hear(said)
    await hear(said)
    await processInboundEvent(ctx, { id: String(id), replayFor: { teamId: actor.teamId, connectionId: connection.id } })
    const conversations = await conversationsOf(actor)
    expect(conversations.map(({ messages }) => messages.length)).toEqual([1])
    expect(await itemsOf(actor)).toEqual([])
  })

  test('goes on in the latest conversation of a day, and begins another after that', async () => {
    const { actor } = await team()
    await hear(saying({ text: 'First' }))
    await hear(saying({ text: 'Second' }))
    ctx.clock.advance(24 * 3_600_000 + 1)
    await hear(saying({ text: 'Third' }))
    expect((await conversationsOf(actor)).map(({ messages }) => messages.map(({ content }) => content))).toEqual([
      ['First', 'Second'],
      ['Third'],
    ])
  })

  test('below an answer goes on in its conversation, whichever is the latest', async () => {
    const { actor } = await team()
    await hear(saying({ text: 'First' }))
    await answer(actor)
    ctx.clock.advance(25 * 3_600_000)
    await hear(saying({ text: 'Another' }))
    const place = JSON.stringify({ key: channel.arrived[0]?.key })
    await hear(saying({ text: 'And then?', threadKeys: [`sent ${place}`] }))
    const [first] = await conversationsOf(actor)
    expect(first?.messages.map(({ content }) => content).at(-1)).toBe('And then?')
  })

  test('that comes two days late keeps its own time', async () => {
    const { actor } = await team()
    const at = hoursAgo(30)
    await hear(saying({ at }))
    expect((await conversationsOf(actor))[0]?.messages).toMatchObject([{ saidAt: at }])
  })

  test('is answered by the agent that the connection was given', async () => {
    const { actor, connection } = await team()
    const { teamId } = actor
    const other = await database.db.agent.create({ data: { teamId, slug: 'other', name: 'Other' } })
    await database.db.agentConnection.create({
      data: { teamId, connectionId: connection.id, agentId: other.id, provider: 'gmail' },
    })
    await hear(saying())
    expect(await conversationsOf(actor)).toMatchObject([{ agentId: other.id }])
  })

  test('to another account is no word to the agent of this one', async () => {
    const { actor } = await team()
    const { teamId, userId } = actor
    const second = await buildConnection(database.db, actor, {
      ownerId: null,
      accountId: 'default:T2',
      createdAt: hoursAgo(48),
    })
    await buildGrant(ctx, second)
    const other = await database.db.agent.create({ data: { teamId, slug: 'other', name: 'Other' } })
    const connectionId = second.id
    await database.db.agentConnection.create({ data: { teamId, connectionId, agentId: other.id, provider: 'gmail' } })
    const now = ctx.clock.now()
    await database.db.identity.create({
      data: {
        teamId,
        userId,
        channel: 'slack',
        connectionId,
        address: 'U1',
        name: '@ada',
        createdAt: now,
        confirmedAt: now,
      },
    })
    await hear(saying({ text: 'To the one' }))
    await hear(saying({ text: 'To the other' }), 'U1', 'default:T2')
    await hear(saying({ text: 'To the one again' }))
    const all = (await conversationsOf(actor)).map(({ agentId, messages }) => [
      agentId === other.id,
      messages.map(({ content }) => content),
    ])
    expect(all).toEqual([
      [false, ['To the one', 'To the one again']],
      [true, ['To the other']],
    ])
  })

  test('goes on in the latest of the channel while three are active', async () => {
    const { actor } = await team()
    await hear(inChannel({ text: 'First' }))
    for (let count = 0; count < 2; count++) await buildConversation(database.db, actor)
    await hear(inChannel({ text: 'Second' }))
    const all = await conversationsOf(actor)
    expect(all).toHaveLength(3)
    expect(all.find(({ channel: used }) => used === 'slack')?.messages).toHaveLength(2)
    expect(texts()).toEqual([])
  })

  test('gets a polite answer when those three are elsewhere', async () => {
    const { actor } = await team()
    for (let count = 0; count < 3; count++) await buildConversation(database.db, actor)
    expect(await hear(saying())).toMatchObject({ state: 'processed' })
    expect(answered).toEqual([
      {
        reply: { to: 'U1' },
        text: 'You have 3 conversations going on. End one of them to begin another. http://localhost:3000/conversations',
      },
    ])
    expect((await conversationsOf(actor)).flatMap(({ messages }) => messages)).toEqual([])
  })

  test('that is too long, or one of too many, is answered in words, once a minute', async () => {
    const { actor } = await team()
    await hear(saying({ text: 'a'.repeat(longestMessageBytes + 1) }))
    expect(texts()).toEqual(['This message is too long: 33 KB, and 32 KB is the most.'])
    expect(await conversationsOf(actor)).toEqual([])
    answered = []
    for (let count = 0; count < ctx.sayLimits.conversation + 3; count++) await hear(saying({ text: `Line ${count}` }))
    expect(texts()).toEqual([expect.stringMatching(/^That was a lot at once/)])
    expect((await conversationsOf(actor))[0]?.messages).toHaveLength(ctx.sayLimits.conversation)
    ctx.clock.advance(60_000)
    await hear(saying({ text: 'Later' }))
    expect((await conversationsOf(actor))[0]?.messages.at(-1)?.content).toBe('Later')
  })
})

describe('in a channel', () => {
  test('a mention is answered there below it, and stays an item', async () => {
    const { actor } = await team()
    const said = inChannel()
    await hear(said)
    await answer(actor)
    expect(channel.arrived).toMatchObject([{ address: 'C1', thread: said.thread }])
    expect(await itemsOf(actor)).toMatchObject([{ externalId: said.key }])
  })

  test('a thread in which no conversation goes on is nobody’s', async () => {
    const { actor } = await team()
    await hear(inChannel({ isToUs: false, threadKeys: ['C1:1'] }))
    expect(await conversationsOf(actor)).toEqual([])
    expect(await itemsOf(actor)).toHaveLength(1)
  })

  test('one in which one goes on is heard of its member, and of nobody else', async () => {
    const { actor } = await team()
    await hear(inChannel({ key: 'C1:1' }))
    await hear(inChannel({ isToUs: false, threadKeys: ['C1:1'], text: 'And tomorrow?' }))
    await hear(inChannel({ isToUs: false, threadKeys: ['C1:1'], text: 'Lunch?' }), 'U2')
    const [conversation] = await conversationsOf(actor)
    expect(conversation?.messages.map(({ content }) => content)).toEqual(['What is due today?', 'And tomorrow?'])
    expect(texts()).toEqual([])
  })
})

describe('somebody whom nobody has linked', () => {
  test('is told once a day how to be, and gets no agent', async () => {
    const { actor } = await team({ address: null })
    await hear(saying())
    await hear(saying())
    expect(answered).toEqual([
      { reply: { to: 'U1' }, text: 'Link your Gmail account first: http://localhost:3000/settings/notifications' },
    ])
    expect(await conversationsOf(actor)).toEqual([])
    expect(await itemsOf(actor)).toHaveLength(2)
    ctx.clock.advance(24 * 3_600_000)
    await hear(saying())
    expect(texts()).toHaveLength(2)
  })

  test('in a workspace of two teams is told once; who is known to one of them is answered by that', async () => {
    const first = await team({ address: null })
    const second = await team({ address: 'U2' })
    await hear(saying(), 'U1')
    expect(texts()).toHaveLength(1)
    await hear(saying(), 'U2')
    expect(texts()).toHaveLength(1)
    expect(
      [await conversationsOf(first.actor), await conversationsOf(second.actor)].map(({ length }) => length),
    ).toEqual([0, 1])
  })
})

describe('nothing goes round in circles', () => {
  test('below a question that wants words is its answer, once, and no conversation', async () => {
    const { actor } = await team()
    const asking = {
      kind: 'text' as const,
      question: 'When?',
      recipientIds: [actor.userId],
      channels: ['slack' as const],
    }
    const { id } = await askAsMember(ctx, actor, asking)
    await deliverMessages(ctx, jobId())
    const [question] = channel.arrived
    const below = [`sent ${JSON.stringify({ key: question?.key })}`]
    await hear(saying({ text: 'On Friday.', threadKeys: below }))
    const request = { teamId_id: { teamId: actor.teamId, id } }
    expect(await database.db.feedbackRequest.findUnique({ where: request })).toMatchObject({
      state: 'answered',
      answer: { value: 'On Friday.' },
      answeredVia: 'slack',
    })
    await hear(saying({ text: 'No, on Monday.', threadKeys: below }))
    expect(answered.map(({ text }) => text)).toEqual([
      'Thank you: your answer counts.',
      expect.stringContaining('You were first'),
    ])
    expect(await database.db.conversation.count({ where: { teamId: actor.teamId } })).toBe(0)
    expect(await database.db.item.count({ where: { teamId: actor.teamId } })).toBe(0)
  })

  test('is taken where they were asked for the words as well; a file alone is no answer', async () => {
    const { actor, connection } = await team()
    channel.askWords = async () => ['D1:prompt']
    const asking: Asking = { kind: 'text', question: 'When?', recipientIds: [actor.userId], channels: ['slack'] }
    const { id } = await askAsMember(ctx, actor, asking)
    await actOnPress(ctx, connection, {
      kind: 'pressed',
      accountId,
      by: { address: 'U1', name: 'Ada' },
      id: `feedback.write:${id}`,
      values: null,
      reply: { to: 'U1' },
    })
    expect(texts()).toEqual([])
    const photo = [{ name: 'photo', type: 'image/jpeg', bytes: 1 }]
    await hear(saying({ text: '[photo]', attachments: photo, threadKeys: ['D1:prompt'] }))
    await hear(saying({ text: 'On Friday.', threadKeys: ['D1:prompt'] }))
    expect(texts()).toEqual([expect.stringContaining('words alone'), 'Thank you: your answer counts.'])
    const request = { teamId_id: { teamId: actor.teamId, id } }
    expect((await database.db.feedbackRequest.findUnique({ where: request }))?.answer).toEqual({
      value: 'On Friday.',
      note: null,
    })
    expect(await database.db.conversation.count({ where: { teamId: actor.teamId } })).toBe(0)
  })

  test('a file without words is answered in words, without a model', async () => {
    const { actor } = await team()
    await hear(saying({ text: '[photo]', attachments: [{ name: 'photo', type: 'image/jpeg', bytes: 1 }] }))
    await answer(actor)
    expect((await conversationsOf(actor))[0]?.messages.at(-1)?.content).toContain('words alone')
  })

  test('the same words more than five times in a minute are passed over', async () => {
    const { actor } = await team()
    for (let count = 0; count < 5; count++) await hear(saying({ text: 'Thank you!' }))
    expect(await hear(saying({ text: 'Thank you!' }))).toMatchObject({
      state: 'ignored',
      outcome: 'The same was said more than 5 times in a minute.',
    })
    expect((await conversationsOf(actor)).map(({ messages }) => messages.length)).toEqual([5])
    expect(await itemsOf(actor)).toEqual([])
    ctx.clock.advance(60_000)
    await hear(saying({ text: 'Thank you!' }))
    expect((await conversationsOf(actor)).map(({ messages }) => messages.length)).toEqual([6])
  })

  test('what is older than the connection is passed over', async () => {
    const { actor, connection } = await team()
    const at = new Date(connection.createdAt.getTime() - skewMs - 1)
    await hear(saying({ at }))
    expect(await conversationsOf(actor)).toEqual([])
    expect(await database.db.inboundReceipt.findMany()).toMatchObject([
      { outcome: 'It was said before this connection was made.' },
    ])
  })
})

describe('what the agent says', () => {
  test('to who asked on a page goes nowhere else while one is open', async () => {
    const { actor, agent } = await team()
    const { teamId, userId } = actor
    const { conversation } = await buildConversation(database.db, actor, { agentId: agent.id })
    await tellArrival(ctx, randomUUID(), { teamId, userId })
    await say(ctx, actor, {
      conversationId: conversation.id,
      key: 'k',
      text: 'Hello',
      channel: 'web',
      saidAt: ctx.clock.now(),
    })
    await answer(actor)
    expect(await database.db.outboundMessage.count({ where: { teamId } })).toBe(0)
  })

  test('follows who has left the page to Slack, where the conversation goes on with all that was said', async () => {
    const { actor, agent } = await team()
    const { conversation } = await buildConversation(database.db, actor, { agentId: agent.id })
    const { id: conversationId } = conversation
    await say(ctx, actor, { conversationId, key: 'k', text: 'On the web', channel: 'web', saidAt: ctx.clock.now() })
    await answer(actor)
    expect(channel.arrived).toEqual([])
    ctx.clock.advance(20_000)
    await deliverMessages(ctx, jobId())
    const url = `http://localhost:3000/conversations/${conversationId}`
    expect(channel.arrived).toMatchObject([{ address: 'U1', thread: null, message: { link: { url } } }])
    const place = JSON.stringify({ key: channel.arrived[0]?.key })
    const said = saying({ text: 'In Slack', threadKeys: [`sent ${place}`] })
    await hear(said)
    await answer(actor)
    const all = await conversationsOf(actor)
    expect(all.map(({ channel: used, messages }) => [used, messages.map(({ content }) => content)])).toEqual([
      ['slack', ['On the web', expect.any(String), 'In Slack', expect.any(String)]],
    ])
    expect(channel.arrived[1]).toMatchObject({ thread: said.thread, message: { link: null } })
  })

  test('goes on in the conversation of a plain message, also where its last word was on the web', async () => {
    const { actor, agent } = await team()
    const { conversation } = await buildConversation(database.db, actor, { agentId: agent.id })
    const { id: conversationId } = conversation
    await say(ctx, actor, { conversationId, key: 'k', text: 'On the web', channel: 'web', saidAt: ctx.clock.now() })
    await answer(actor)
    ctx.clock.advance(20_000)
    await deliverMessages(ctx, jobId())
    await hear(saying({ text: 'Below nothing' }))
    const all = await conversationsOf(actor)
    expect(all.map(({ messages }) => messages.at(-1)?.content)).toEqual(['Below nothing'])
  })

  test('to who has come back to the page within moments is not sent', async () => {
    const { actor, agent } = await team()
    const { teamId, userId } = actor
    const { conversation } = await buildConversation(database.db, actor, { agentId: agent.id })
    const saidAt = ctx.clock.now()
    await say(ctx, actor, { conversationId: conversation.id, key: 'k', text: 'Hello', channel: 'web', saidAt })
    await answer(actor)
    ctx.clock.advance(20_000)
    await tellArrival(ctx, randomUUID(), { teamId, userId })
    await deliverMessages(ctx, jobId())
    expect(channel.arrived).toEqual([])
    expect(await database.db.outboundMessage.findMany({ where: { teamId } })).toMatchObject([{ state: 'cancelled' }])
  })

  test('goes by another way when the one of the question fails, with a link to go on', async () => {
    const { actor } = await team()
    await hear(saying())
    fails = true
    await answer(actor)
    for (let round = 0; round < 8; round++) {
      ctx.clock.advance(10_000)
      await deliverMessages(ctx, jobId())
    }
    const deliveries = await database.db.delivery.findMany({ where: { teamId: actor.teamId }, orderBy: { id: 'asc' } })
    expect(deliveries.at(-1)).toMatchObject({ channel: 'email', state: 'sent' })
  })

  test('is kept later when nobody can tell where it stands, and keeps back no other', async () => {
    const bad = await team()
    const good = await team({ address: 'U2' })
    await hear(saying())
    await hear(saying({ address: 'U2' }), 'U2')
    const { threadKeys } = channel
    channel.threadKeys = (place) => {
      const { key } = channel.arrived.find(({ address }) => address === 'U1') ?? {}
      if (JSON.stringify(place) === JSON.stringify({ key })) throw new TypeError('a place of a newer version')
      return threadKeys?.(place) ?? []
    }
    await answer(bad.actor, good.actor)
    const statusOf = async ({ actor }: typeof bad) => (await conversationsOf(actor))[0]?.messages.at(-1)?.status
    expect([await statusOf(bad), await statusOf(good)]).toEqual(['sent', 'delivered'])
    channel.threadKeys = threadKeys
    ctx.clock.advance(30_000)
    await deliverMessages(ctx, jobId())
    expect(await statusOf(bad)).toBe('delivered')
    expect(channel.arrived).toHaveLength(2)
  })

  test('is sent once it is final, and what it is thinking never', async () => {
    const { actor } = await team()
    await hear(saying())
    const [conversation] = await conversationsOf(actor)
    if (!conversation) throw new Error('Nothing was said.')
    const now = ctx.clock.now()
    await database.db.$transaction(async (tx) => {
      await sayAsAgent(tx, conversation, { key: 'a', status: 'writing', content: 'Let me' }, now)
      await sayAsAgent(tx, conversation, { key: 'b', kind: 'thinking', content: 'Searching' }, now)
    })
    await deliverMessages(ctx, jobId())
    expect(channel.arrived).toEqual([])
  })
})
