import { beforeEach, expect, test, vi } from 'vitest'
import { claimIdentity } from '@switchboard/core/channels/identities/claim-identity'
import { sendTestMessage } from '@switchboard/core/channels/send-test-message'
import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import type { Actor, Context } from '@switchboard/core/context'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { createWebhookCredentials } from '@switchboard/core/inbound/webhook-credentials'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { sandboxWorld } from './sandbox-world'
import { webhookServer } from './webhook-server'
import { workOnce } from './work-once'

const database = createTestDatabase()
const hook = webhookServer(database)
const world = sandboxWorld(database)
const ada = { id: 4_101, is_bot: false, first_name: 'Ada', username: 'ada_lindqvist' }
let ctx: Context
let actor: Actor
let connectionId: string

beforeEach(async () => {
  const { sandbox } = world
  const variables = {
    GOOGLE_OAUTH_URL: `${sandbox.url}/google`,
    PUBLIC_URL: hook.url,
    TELEGRAM_API_URL: `${sandbox.url}/bot-api`,
  }
  ctx = { ...world.ctx, clock: systemClock, providers: createProviders(variables, systemClock) }
  hook.receive = createWebhookReceiver(ctx, hook.ledger, { credentials: createWebhookCredentials(ctx) })
  // Who was linked before by the same bot is somebody else.
  await ctx.db.outboundMessage.deleteMany()
  await ctx.db.connection.deleteMany()
  actor = (await buildMember(ctx.db)).actor
  const values = { token: sandbox.store.telegram().data.token }
  connectionId = (await connectByForm(ctx, actor, { provider: 'telegram', values })).connectionId
  await work()
})

const bot = () => world.sandbox.store.telegram()
const work = () => workOnce(database, ctx)
const said = () =>
  bot()
    .chatOf(ada.id)
    ?.messages.filter(({ from }) => from === null) ?? []

/** Something happens at Telegram, and what it tells of it is worked on. */
async function told(act: () => unknown) {
  const before = await ctx.db.inboundEvent.count()
  act()
  await vi.waitFor(async () => expect(await ctx.db.inboundEvent.count()).toBe(before + 1), { timeout: 10_000 })
  await work()
}

test('a member links their chat with the bot, gets a message there, and presses it', async () => {
  const { introductionUrl } = await claimIdentity(ctx, actor, { connectionId, address: null })
  const code = new URL(introductionUrl ?? '').searchParams.get('start')
  await told(() => bot().write(ada.id, ada, `/start ${code}`))
  expect(said().at(-1)?.text).toContain('You are linked')
  const { teamId, userId } = actor
  expect(await ctx.db.identity.findMany({ where: { teamId, userId } })).toMatchObject([
    { channel: 'telegram', address: String(ada.id), name: '@ada_lindqvist', confirmedAt: expect.any(Date) },
  ])
  const { id } = await sendTestMessage(ctx, actor)
  await work()
  const message = said().at(-1)
  expect(message?.text).toContain('A test message from Switchboard')
  const [button] = message?.keyboard?.flat() ?? []
  await told(() => bot().press(ada.id, message?.message_id ?? 0, ada, button?.callback_data ?? ''))
  expect(bot().data.presses?.at(-1)?.answer).toBe('Thank you: messages reach you here.')
  expect(await ctx.db.outboundMessage.findFirst({ where: { id } })).toMatchObject({ answeredAt: expect.any(Date) })
  expect(said().at(-1)).toMatchObject({ keyboard: [], text: expect.stringContaining('You have seen it') })
})

test('a message whose answer is lost is not sent there again', async () => {
  const { teamId, userId } = actor
  const now = ctx.clock.now()
  const known = {
    channel: 'telegram' as const,
    address: String(ada.id),
    name: '@ada',
    confirmedAt: now,
    createdAt: now,
  }
  await ctx.db.identity.create({ data: { teamId, userId, connectionId, ...known } })
  const before = said().length
  world.sandbox.faults.add({ kind: 'lost_answer', path: '/bot-api' })
  const { id } = await sendTestMessage(ctx, actor)
  await work()
  await work()
  expect(said()).toHaveLength(before + 1)
  expect(await ctx.db.delivery.findMany({ where: { messageId: id } })).toMatchObject([{ state: 'unknown' }])
})

test('what a linked member writes to the bot is answered below it; told of again it is said once', async () => {
  const { teamId, userId } = actor
  const now = ctx.clock.now()
  const known = {
    channel: 'telegram' as const,
    address: String(ada.id),
    name: '@ada',
    confirmedAt: now,
    createdAt: now,
  }
  await ctx.db.identity.create({ data: { teamId, userId, connectionId, ...known } })
  await ctx.db.agent.create({ data: { teamId, slug: 'assistant', name: 'Assistant' } })
  await told(() => bot().write(ada.id, ada, 'What is due today?'))
  const asked = bot().chatOf(ada.id)?.messages.at(-2)
  expect(asked?.text).toBe('What is due today?')
  const answer = said().at(-1)
  expect(answer).toMatchObject({ reply_to: asked?.message_id })
  await told(() => bot().write(ada.id, ada, 'And tomorrow?', answer?.message_id))
  const [conversation, ...others] = await ctx.db.conversation.findMany({
    where: { teamId },
    include: { messages: true },
  })
  expect(others).toEqual([])
  expect(conversation?.messages).toHaveLength(4)
  expect(await ctx.db.item.count({ where: { teamId } })).toBe(0)
})
