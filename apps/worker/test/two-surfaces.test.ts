import { beforeEach, expect, test, vi } from 'vitest'
import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import type { Actor } from '@switchboard/core/context'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { createWebhookCredentials } from '@switchboard/core/inbound/webhook-credentials'
import { insertSuggestions } from '@switchboard/core/suggestions/insert-suggestions'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import { slackButtonsOf } from '@switchboard/sandbox/app'
import { buildItem, buildMember, createTestDatabase, type TestContext } from '@switchboard/testing'
import { connectSlack, sandboxWorld, variablesAt } from './sandbox-world'
import { webhookServer } from './webhook-server'
import { workAhead } from './work-once'

const database = createTestDatabase()
const hook = webhookServer(database)
const world = sandboxWorld(database, { webhooksUrl: () => hook.url })
const slackUser = 'U0ADA'
const telegramUser = { id: 4_101, is_bot: false, first_name: 'Ada', username: 'ada_lindqvist' }
let ctx: TestContext
let actor: Actor
let suggestionId: string

/** A suggestion of which its person was told in Slack, and, as they have said nothing, in Telegram. */
beforeEach(async () => {
  const { sandbox } = world
  const variables = { ...variablesAt(sandbox), PUBLIC_URL: hook.url, TELEGRAM_API_URL: `${sandbox.url}/bot-api` }
  ctx = { ...world.ctx, providers: createProviders(variables, systemClock) }
  // Slack signs with the time, which our clock is ahead of.
  const receiving = { ...ctx, clock: systemClock }
  hook.receive = createWebhookReceiver(receiving, hook.ledger, { credentials: createWebhookCredentials(ctx) })
  await ctx.db.outboundMessage.deleteMany()
  await ctx.db.task.deleteMany()
  await ctx.db.connection.deleteMany()
  actor = (await buildMember(ctx.db)).actor
  const { teamId, userId } = actor
  const now = ctx.clock.now()
  const values = { token: sandbox.store.telegram().data.token }
  const { connectionId: inTelegram } = await connectByForm(ctx, actor, { provider: 'telegram', values })
  // The bot is told where to call.
  await work()
  const inSlack = await connectSlack(world, actor)
  const known = { teamId, userId, name: '@ada', confirmedAt: now, createdAt: now }
  await ctx.db.identity.createMany({
    data: [
      { ...known, channel: 'slack', connectionId: inSlack, address: slackUser },
      { ...known, channel: 'telegram', connectionId: inTelegram, address: String(telegramUser.id) },
    ],
  })
  await ctx.db.reachPreference.create({
    data: { teamId, userId, values: { suggestionsFrom: 0.7, answerWithinMinutes: 10 }, updatedAt: now },
  })
  // The first sync of the workspace is another's concern.
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  const connection = await ctx.db.connection.findFirstOrThrow({ where: { id: inSlack } })
  suggestionId = await proposed((await buildItem(ctx.db, connection)).id, inSlack)
  await work()
  ctx.clock.advance(11 * 60_000)
  await work()
})

async function proposed(itemId: string, connectionId: string): Promise<string> {
  const now = ctx.clock.now()
  const suggestion = {
    id: crypto.randomUUID(),
    teamId: actor.teamId,
    itemId,
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
  return suggestion.id
}

const work = () => workAhead(database, ctx)
const post = () => world.sandbox.slack.workspace('T0NORTHWIND').directWith(slackUser).posts.at(-1)
const slackButtons = () => slackButtonsOf(post() ?? { blocks: [] }).filter(({ url }) => url === null)
const bot = () => world.sandbox.store.telegram()
const chat = () =>
  bot()
    .chatOf(telegramUser.id)
    ?.messages.filter(({ from }) => from === null)
    .at(-1)
const telegramButtons = () =>
  chat()
    ?.keyboard?.flat()
    .filter(({ callback_data }) => callback_data) ?? []
const decided = () => ctx.db.suggestion.findFirstOrThrow({ where: { id: suggestionId } })

/** A service tells of a press, and what comes of it is worked on. */
async function told(act: () => unknown) {
  const before = await ctx.db.inboundEvent.count()
  act()
  await vi.waitFor(async () => expect(await ctx.db.inboundEvent.count()).toBe(before + 1), { timeout: 10_000 })
  await work()
}
const pressInSlack = (button: string) =>
  told(() =>
    world.sandbox.slack.desk.press(
      'T0NORTHWIND',
      world.sandbox.slack.workspace('T0NORTHWIND').directWith(slackUser).id,
      post()?.ts ?? '',
      slackUser,
      button,
    ),
  )
const pressInTelegram = (button: string) =>
  told(() => bot().press(telegramUser.id, chat()?.message_id ?? 0, telegramUser, button))

test('what is approved in Telegram says so in Slack, where nothing is left to be pressed', async () => {
  expect([JSON.stringify(post()?.blocks), chat()?.text]).toEqual(
    Array(2).fill(expect.stringContaining('Send the figures')),
  )
  await pressInTelegram(telegramButtons().find(({ text }) => text === 'Approve')?.callback_data ?? '')
  expect(await decided()).toMatchObject({ status: 'approved', decidedVia: 'telegram' })
  expect([slackButtons(), telegramButtons()]).toEqual([[], []])
  expect(JSON.stringify(post()?.blocks)).toMatch(/Approved by Ada Lindqvist in Telegram/)
  expect(await ctx.db.task.count({ where: { suggestionId } })).toBe(1)
})

test('what is dismissed in Slack says so in Telegram', async () => {
  const dismiss = slackButtons().find(({ id }) => id.startsWith('suggestion.dismiss'))
  await pressInSlack(dismiss?.id ?? '')
  expect(await decided()).toMatchObject({ status: 'dismissed', decidedVia: 'slack' })
  expect(chat()?.text).toMatch(/Dismissed by Ada Lindqvist in Slack/)
  expect([slackButtons(), telegramButtons()]).toEqual([[], []])
})
