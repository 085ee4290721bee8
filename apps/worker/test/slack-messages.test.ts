import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { updateConnectionSettings } from '@switchboard/core/connections/update-connection-settings'
import type { Actor } from '@switchboard/core/context'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { insertSuggestions } from '@switchboard/core/suggestions/insert-suggestions'
import { slackButtonsOf, slackWordsOf } from '@switchboard/sandbox/app'
import { buildItem, buildMember, createTestDatabase } from '@switchboard/testing'
import { connectSlack, sandboxWorld } from './sandbox-world'
import { webhookServer } from './webhook-server'
import { workAhead } from './work-once'

const database = createTestDatabase()
const hook = webhookServer(database)
const world = sandboxWorld(database, { webhooksUrl: () => hook.url })
const [ada, tom, bot] = ['U0ADA', 'U0TOM', 'U0SWITCHBD']
let actor: Actor
let connectionId: string

beforeEach(async () => {
  const { ctx } = world
  hook.receive = createWebhookReceiver(ctx, hook.ledger)
  world.sandbox.faults.clear()
  await ctx.db.outboundMessage.deleteMany()
  await ctx.db.task.deleteMany()
  await ctx.db.connection.deleteMany()
  await ctx.db.inboundEvent.deleteMany()
  await ctx.db.rateBucket.deleteMany()
  actor = (await buildMember(ctx.db)).actor
  connectionId = await connectSlack(world, actor)
  const { teamId, userId } = actor
  const now = ctx.clock.now()
  const known = { channel: 'slack' as const, address: ada, name: '@ada', confirmedAt: now, createdAt: now }
  await ctx.db.identity.create({ data: { teamId, userId, connectionId, ...known } })
  await ctx.db.agent.create({ data: { teamId, slug: 'assistant', name: 'Assistant' } })
  // The first sync of the workspace is another's concern.
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
})

const workspace = () => world.sandbox.slack.workspace('T0NORTHWIND')
const room = () => workspace().directWith(ada)
const work = () => workAhead(database, world.ctx)
const sentSchema = z.object({
  sent: z.array(z.object({ channel: z.string(), to: z.string(), text: z.string(), key: z.string().nullable() })),
})

/** Has a test message sent. Returns its id, and how it stands in Slack. */
async function testMessage() {
  const { ctx } = world
  const before = new Set(room().posts.map(({ ts }) => ts))
  const { teamId, userId } = actor
  const [id = ''] = await queueMessages(ctx.db, [{ teamId, userId, key: randomUUID(), kind: 'test' }], ctx.clock.now())
  await work()
  const [post] = room().posts.filter(({ ts }) => !before.has(ts))
  return { id, post }
}

/** Somebody presses the first button; what comes of it is worked on. */
async function press(ts: string, user: string, channel = room().id) {
  const { inboundEvent } = world.ctx.db
  const [button] = slackButtonsOf(workspace().post(channel, ts))
  const pressed = { account: 'default:T0NORTHWIND', eventId: { startsWith: 'interaction:' } }
  const before = await inboundEvent.count({ where: pressed })
  world.sandbox.slack.desk.press('T0NORTHWIND', channel, ts, user, button?.id ?? '')
  await vi.waitFor(async () => expect(await inboundEvent.count({ where: pressed })).toBe(before + 1), {
    timeout: 10_000,
  })
  await work()
  return inboundEvent.findFirstOrThrow({ where: pressed, orderBy: { id: 'desc' } })
}

test('a message goes out to whom it is for, is pressed there, and says then that it was', async () => {
  const { ctx, sandbox } = world
  const { id, post } = await testMessage()
  const delivery = await ctx.db.delivery.findFirstOrThrow({ where: { messageId: id } })
  expect(delivery).toMatchObject({ channel: 'slack', state: 'sent', connectionId, address: ada })
  const { sent } = sentSchema.parse(await (await fetch(`${sandbox.url}/control/sent`)).json())
  expect(sent.filter(({ key }) => key === delivery.id)).toMatchObject([
    { channel: 'slack', to: ada, text: expect.stringContaining('A test message from Switchboard') },
  ])
  const event = await press(post?.ts ?? '', ada)
  expect(event).toMatchObject({ state: 'processed', sealed: null })
  expect(Buffer.from(event.body).toString()).not.toMatch(/response_url|trigger_id/)
  expect(room().notices?.at(-1)).toMatchObject({ user: ada, text: 'Thank you: messages reach you here.' })
  expect(await ctx.db.outboundMessage.findFirst({ where: { id } })).toMatchObject({ answeredAt: expect.any(Date) })
  const after = workspace().post(room().id, post?.ts ?? '')
  expect(slackButtonsOf(after).filter(({ url }) => url === null)).toEqual([])
  expect(JSON.stringify(after.blocks)).toContain('You have seen it')
})

test('somebody whom we do not know decides nothing, and is told how to be known', async () => {
  const { id, post } = await testMessage()
  await press(post?.ts ?? '', tom)
  expect(room().notices?.at(-1)).toEqual({
    user: tom,
    text: 'Link your Slack account first: http://localhost:3000/settings/notifications',
    at: expect.any(String),
  })
  expect(await world.ctx.db.outboundMessage.findFirst({ where: { id } })).toMatchObject({ answeredAt: null })
})

test('a message whose answer is lost is found at Slack, and is there once', async () => {
  world.sandbox.faults.add({ kind: 'lost_answer', path: '/slack/api/chat.postMessage' })
  const before = room().posts.length
  const { id } = await testMessage()
  expect(room().posts).toHaveLength(before + 1)
  const deliveries = await world.ctx.db.delivery.findMany({ where: { messageId: id } })
  expect(deliveries).toMatchObject([{ state: 'sent', place: { at: { parts: [room().posts.at(-1)?.ts] } } }])
})

/** Somebody says something in Slack, which tells of it once or twice; the agent answers. Returns what they said. */
async function say(channel: string, fields: { user: string; text: string; thread_ts?: string }) {
  const { ctx } = world
  const { ts } = workspace().write(channel, fields)
  await vi.waitFor(
    async () => {
      const told = await ctx.db.inboundEvent.findMany({ where: { account: 'default:T0NORTHWIND' } })
      expect(told.some(({ body }) => Buffer.from(body).toString().includes(ts))).toBe(true)
    },
    { timeout: 10_000 },
  )
  await work()
  return ts
}
const answersBelow = (channel: string, ts: string) =>
  workspace()
    .room(channel)
    .posts.filter(({ user, thread_ts: root }) => root === ts && user === bot)
const conversations = () =>
  world.ctx.db.conversation.findMany({ where: { teamId: actor.teamId }, include: { messages: true } })

test('a direct message of a linked member is answered in its thread, where the conversation goes on', async () => {
  const ts = await say(room().id, { user: ada, text: 'What is due today?' })
  const [answer] = answersBelow(room().id, ts)
  expect(answer && slackWordsOf(answer)).toMatch(/\w/)
  // One message a second goes to one person.
  world.ctx.clock.advance(5_000)
  await say(room().id, { user: ada, text: 'And *tomorrow*?', thread_ts: ts })
  expect(answersBelow(room().id, ts)).toHaveLength(2)
  const all = await conversations()
  expect(all.map(({ messages }) => messages.length)).toEqual([4])
  expect(await world.ctx.db.item.count({ where: { teamId: actor.teamId } })).toBe(0)
})

test('a mention in a channel is answered below it, and is an item as well', async () => {
  const { id: channel = '' } = workspace().rooms.find(({ isMember, isDirect }) => isMember && !isDirect) ?? {}
  const ts = await say(channel, { user: ada, text: `<@${bot}> please send Tom the contract by Friday.` })
  expect(answersBelow(channel, ts)).toHaveLength(1)
  const [conversation] = await conversations()
  expect(conversation?.messages).toMatchObject([{ content: 'please send Tom the contract by Friday.' }, {}])
  expect(await world.ctx.db.item.count({ where: { teamId: actor.teamId } })).toBe(1)
})

test('a stranger gets no agent, but a way to be known', async () => {
  const direct = workspace().directWith(tom)
  const ts = await say(direct.id, { user: tom, text: 'Hello?' })
  expect(answersBelow(direct.id, ts)).toEqual([])
  expect(direct.notices?.at(-1)).toMatchObject({ user: tom, text: expect.stringContaining('Link your Slack account') })
  expect(await conversations()).toEqual([])
})

describe('a channel of several people', () => {
  const channel = 'C0GENERAL'
  const general = () => workspace().room(channel)

  /** Of an item of the workspace. Returns its id, and how it stands in the channel. */
  async function suggested() {
    const { ctx } = world
    const now = ctx.clock.now()
    const connection = await ctx.db.connection.findFirstOrThrow({ where: { id: connectionId } })
    const item = await buildItem(ctx.db, connection)
    const suggestion = {
      id: randomUUID(),
      teamId: actor.teamId,
      itemId: item.id,
      connectionId,
      assigneeId: actor.userId,
      status: 'pending_approval' as const,
      title: 'Send the figures',
      description: '',
      priority: 'medium' as const,
      dueAt: null,
      dueAllDay: false,
      tags: [],
      confidence: 0.9,
      reasoning: 'Mira asks for them.',
      evidence: [],
      model: 'test',
      flags: [],
      receivedAt: now,
      closesAt: null,
      decidedVia: null,
      ask: null,
      keys: [],
    }
    await ctx.db.$transaction((tx) => insertSuggestions(tx, [suggestion], now))
    await work()
    return { id: suggestion.id, post: general().posts.at(-1) }
  }

  test('is named in the settings, gets what the team is asked, and one of them decides for all to see', async () => {
    const { ctx } = world
    const { teamId } = actor
    const settings = { room: '#general' }
    const saved = await updateConnectionSettings(ctx, actor, { id: connectionId, settings })
    expect(saved.settings).toMatchObject({ room: `#general (${channel})` })
    const colleague = (await buildMember(ctx.db, { teamId, role: 'member' })).actor
    const now = ctx.clock.now()
    const known = { channel: 'slack' as const, address: tom, name: '@tom', confirmedAt: now, createdAt: now }
    await ctx.db.identity.create({ data: { teamId, userId: colleague.userId, connectionId, ...known } })
    const { id, post } = await suggested()
    expect(JSON.stringify(post?.blocks)).toContain('Send the figures')
    const waiting = () => ctx.db.suggestion.findFirstOrThrow({ where: { id } })

    await press(post?.ts ?? '', 'U0PRIYA', channel)
    expect(general().notices?.at(-1)).toMatchObject({
      user: 'U0PRIYA',
      text: expect.stringContaining('Link your Slack'),
    })
    await press(post?.ts ?? '', tom, channel)
    expect(general().notices?.at(-1)).toMatchObject({
      user: tom,
      text: expect.stringMatching(/^Only Ada .* decide this/),
    })
    expect(await waiting()).toMatchObject({ status: 'pending_approval' })

    await press(post?.ts ?? '', ada, channel)
    expect(general().notices?.at(-1)).toMatchObject({ user: ada, text: 'Approved. It is one of your tasks now.' })
    expect(await waiting()).toMatchObject({ status: 'approved', decidedVia: 'slack' })
    const after = workspace().post(channel, post?.ts ?? '')
    expect(slackButtonsOf(after).filter(({ url }) => url === null)).toEqual([])
    expect(JSON.stringify(after.blocks)).toContain('Approved by Ada')
  })

  test('to which Switchboard was not invited is refused at its field', async () => {
    const settings = { room: 'random' }
    await expect(updateConnectionSettings(world.ctx, actor, { id: connectionId, settings })).rejects.toMatchObject({
      code: 'invalid_input',
      faults: [{ field: 'room', message: expect.stringContaining('/invite') }],
    })
  })
})
