import { Prisma } from '@switchboard/db'
import { beforeEach, expect, test, vi } from 'vitest'
import { checkFreshness } from '@switchboard/core/connections/check-freshness'
import { disconnectConnection } from '@switchboard/core/connections/disconnect-connection'
import { getConnection } from '@switchboard/core/connections/read-connections'
import { startConnect } from '@switchboard/core/connections/start-connect'
import { updateConnectionSettings } from '@switchboard/core/connections/update-connection-settings'
import type { Actor } from '@switchboard/core/context'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { beginApp, removeApp, saveAppKeys } from '@switchboard/core/provider-apps/change-apps'
import { getApp } from '@switchboard/core/provider-apps/read-apps'
import { createWebhookApps } from '@switchboard/core/provider-apps/webhook-apps'
import { requestSync } from '@switchboard/core/sync/request-sync'
import { approveSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { completeTask } from '@switchboard/core/tasks/complete-task'
import { reopenTask } from '@switchboard/core/tasks/reopen-task'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { connectSlack, sandboxWorld } from './sandbox-world'
import { webhookServer } from './webhook-server'
import { workOnce } from './work-once'

const database = createTestDatabase()
const hook = webhookServer(database)
const channel = 'C0PRODUCT'
let actor: Actor
let connectionId: string
let webhookApps: ReturnType<typeof createWebhookApps>

/** How far the providers' clock is ahead. */
let aheadMs = 0
const clock = { now: () => new Date(Date.now() + aheadMs) }
const world = sandboxWorld(database, { webhooksUrl: () => hook.url, clock })

beforeEach(async () => {
  const { ctx, sandbox } = world
  webhookApps = createWebhookApps(ctx)
  hook.receive = createWebhookReceiver(ctx, hook.ledger, { apps: webhookApps })
  sandbox.sender.faults.duplicates = 0
  aheadMs = 0
  await ctx.db.task.deleteMany()
  await ctx.db.connection.deleteMany()
  await ctx.db.providerApp.deleteMany()
  await ctx.db.inboundEvent.deleteMany()
  actor = (await buildMember(ctx.db)).actor
  connectionId = await connectSlack(world, actor)
})

const slack = () => world.sandbox.slack.workspace('T0NORTHWIND')
const work = () => workOnce(database, world.ctx)
/** Events are worked on until the number given has come and none waits. */
async function comes(count: number) {
  const { inboundEvent } = world.ctx.db
  await vi.waitFor(async () => expect(await inboundEvent.count()).toBe(count), { timeout: 10_000 })
  await work()
  await work()
  expect(await inboundEvent.count({ where: { state: 'received' } })).toBe(0)
}
const ask = (text = 'Could you please send us the signed contract by Friday?', user = 'U0JONAS') =>
  slack().write(channel, { user, text })
const idOf = ({ ts }: { ts: string }) => `${channel}:${ts}`
const suggestionOf = ({ ts }: { ts: string }) =>
  world.ctx.db.suggestion.findFirst({
    where: { connectionId, item: { externalId: idOf({ ts }) } },
    include: { task: true, item: true },
  })
const reactionsOn = ({ ts }: { ts: string }) => slack().post(channel, ts).reactions ?? []

test('a shared workspace is connected by admins; its first sync brings what was written', async () => {
  const { ctx } = world
  const member = (await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })).actor
  await expect(startConnect(ctx, member, { provider: 'slack' })).rejects.toMatchObject({ code: 'forbidden' })
  await work()
  const connection = await getConnection(ctx, actor, connectionId)
  expect(connection).toMatchObject({ status: 'connected', accountName: 'Northwind Studio', ownerId: null })
  expect(connection.itemsTotal).toBeGreaterThan(40)
  expect(connection.suggestions).toBeGreaterThan(3)
  await ctx.db.connection.updateMany({ data: { nextSyncAt: ctx.clock.now() } })
})

test('a message that is written becomes a suggestion though nothing is asked for, once however often it is told', async () => {
  world.sandbox.sender.faults.duplicates = 1
  const message = ask()
  await comes(1)
  const suggestion = await suggestionOf(message)
  expect(suggestion).toMatchObject({ status: 'pending_approval', assigneeId: actor.userId })
  expect(suggestion?.item).toMatchObject({ kind: 'message', title: '#product', senderName: 'Jonas Weber' })
  const calls = await world.ctx.db.item.count({ where: { connectionId, externalId: idOf(message) } })
  expect(calls).toBe(1)
})

test('the person who is asked gets it, else the one that an admin has set, else who connected', async () => {
  const { ctx } = world
  const { user: ben, actor: asBen } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'member', name: 'Ben' })
  const { user: mira } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'member', name: 'Mira' })
  await ctx.db.user.update({ where: { id: ben.id }, data: { email: `BEN@northwind.example` } })
  const forBen = ask('<@U0BEN> could you please send us the signed contract by Friday?')
  await comes(1)
  expect(await suggestionOf(forBen)).toMatchObject({ assigneeId: asBen.userId })
  await ctx.db.user.update({ where: { id: ben.id }, data: { email: ben.email } })
  const save = (assignee: string) =>
    updateConnectionSettings(ctx, actor, { id: connectionId, settings: { assignee: [assignee] } })
  await expect(save('nobody@northwind.example')).rejects.toMatchObject({ code: 'invalid_input', field: 'assignee' })
  await save(mira.email)
  const forNobody = ask('Could somebody please send the signed lease by Friday?')
  await comes(2)
  expect(await suggestionOf(forNobody)).toMatchObject({ assigneeId: mira.id })
})

test('an edit changes the suggestion, and one that asks for nothing any more closes it', async () => {
  const message = ask()
  await comes(1)
  const before = await suggestionOf(message)
  slack().edit(channel, message.ts, 'Could you please send us the signed lease by Monday?')
  await comes(2)
  const after = await suggestionOf(message)
  expect(after?.id).toBe(before?.id)
  expect(after).toMatchObject({ status: 'pending_approval', title: expect.stringContaining('lease') })
  slack().edit(channel, message.ts, 'All good, thanks everybody!')
  await comes(3)
  expect(await suggestionOf(message)).toMatchObject({ status: 'closed' })
})

test('an edit that overtakes its message is not undone by it', async () => {
  const message = ask('Hello')
  await comes(1)
  slack().edit(channel, message.ts, 'Could you please send us the signed contract by Friday?')
  await comes(2)
  const { ctx } = world
  // The first event comes once more, as another.
  const [first] = await ctx.db.inboundEvent.findMany({ orderBy: { id: 'asc' } })
  await hook.ledger.add({
    provider: 'slack',
    account: first?.account ?? '',
    eventId: 'late',
    orderKey: null,
    body: first?.body ?? new Uint8Array(),
    headers: {},
    sealed: null,
    receivedAt: ctx.clock.now(),
  })
  await comes(3)
  expect((await suggestionOf(message))?.item.snapshot).toMatchObject({ text: expect.stringContaining('contract') })
})

test('a message that is deleted before its own event comes is not proposed', async () => {
  const { ctx } = world
  const message = ask('Hello')
  await comes(1)
  const [first] = await ctx.db.inboundEvent.findMany()
  const late = ask()
  await comes(2)
  const [second] = await ctx.db.inboundEvent.findMany({ orderBy: { id: 'desc' } })
  // As if the second one were on its way still when its message is deleted.
  await ctx.db.item.deleteMany({ where: { externalId: idOf(late) } })
  slack().delete(channel, late.ts)
  await comes(3)
  for (const event of [first, second])
    await hook.ledger.add({
      provider: 'slack',
      account: event?.account ?? '',
      eventId: `late ${event?.eventId}`,
      orderKey: null,
      body: event?.body ?? new Uint8Array(),
      headers: {},
      sealed: null,
      receivedAt: ctx.clock.now(),
    })
  await comes(5)
  expect(await ctx.db.item.count({ where: { externalId: idOf(late) } })).toBe(0)
  expect(await ctx.db.item.count({ where: { externalId: idOf(message) } })).toBe(1)
})

test.each<[string, (ts: string) => void, string]>([
  ['deleted', (ts) => slack().delete(channel, ts), 'The message was deleted in Slack.'],
  ['marked done', (ts) => slack().react(channel, ts, 'U0MIRA', 'white_check_mark'), 'It was marked done in Slack.'],
])('a message that is %s closes its suggestion with that reason', async (_, act, reason) => {
  const message = ask()
  await comes(1)
  act(message.ts)
  await comes(2)
  expect(await suggestionOf(message)).toMatchObject({ status: 'closed', dismissReason: reason, decidedById: null })
  // The next sync leaves it so.
  await world.ctx.db.connection.updateMany({ data: { nextSyncAt: world.ctx.clock.now() } })
  await work()
  expect(await suggestionOf(message)).toMatchObject({ status: 'closed' })
})

test('finishing the task marks the message, opening it again takes the mark back', async () => {
  const { ctx } = world
  const message = ask()
  await comes(1)
  const suggestion = await suggestionOf(message)
  await approveSuggestions(ctx, actor, { ids: [suggestion?.id ?? ''], via: 'web' })
  const id = (await suggestionOf(message))?.task?.id ?? ''
  const { task } = await completeTask({ ...ctx, undoWindowMs: 0 }, actor, { id })
  expect(task).toMatchObject({
    source: { itemWord: 'message', policies: { react: 'auto', reply: 'never' } },
    writeBacks: [{ action: 'react', words: { done: 'Check mark added' } }],
  })
  await work()
  expect(reactionsOn(message)).toEqual([{ name: 'white_check_mark', users: ['U0SWITCHBD'] }])
  await comes(2)
  // Our own mark closes nothing.
  expect(await suggestionOf(message)).toMatchObject({ status: 'approved' })
  await reopenTask(ctx, actor, id)
  await work()
  expect(reactionsOn(message)).toEqual([])
})

test.each(['uninstall', 'revoke'] as const)(
  '%s puts the connection into error at once, and it can be mended',
  async (how) => {
    const { ctx, sandbox } = world
    await work()
    sandbox.slack.end('T0NORTHWIND', how)
    await comes(1)
    expect(await getConnection(ctx, actor, connectionId)).toMatchObject({ status: 'error', errorCode: 'grant_revoked' })
    const missed = ask()
    expect(await connectSlack(world, actor, connectionId)).toBe(connectionId)
    await work()
    expect(await suggestionOf(missed)).not.toBeNull()
  },
)

test('news that comes after a new installation, of the end of an old one, ends nothing', async () => {
  const { ctx, sandbox } = world
  await work()
  const inner = hook.receive
  const held: (() => void)[] = []
  hook.receive = async (request) => {
    await new Promise<void>((resolve) => held.push(resolve))
    return inner(request)
  }
  sandbox.slack.end('T0NORTHWIND', 'uninstall')
  await connectSlack(world, actor, connectionId)
  await vi.waitFor(() => expect(held).toHaveLength(1))
  held[0]?.()
  await comes(1)
  expect(await getConnection(ctx, actor, connectionId)).toMatchObject({ status: 'connected' })
})

test('disconnecting ends the grant', async () => {
  const { ctx, sandbox } = world
  await disconnectConnection(ctx, actor, connectionId)
  expect(sandbox.slack.installed('T0NORTHWIND')).toBeUndefined()
})

test('the same workspace is connected by the team’s own app too: each is told by itself, and ends by itself', async () => {
  const { ctx, sandbox } = world
  await work()
  const { id } = await beginApp(ctx, actor, { provider: 'slack', name: 'Our own' })
  const app = sandbox.slack.apps.register({
    name: 'Our own',
    redirectUrls: ['http://localhost:3000/api/oauth/slack/callback'],
    eventsUrl: `${hook.url}/api/webhooks/slack/${id}/events`,
  })
  // Slack may ask before the keys are here.
  await sandbox.slack.apps.verify(app)
  expect(app.isVerified).toBe(false)
  const { clientId, clientSecret, signingSecret } = app
  await saveAppKeys({ ...ctx, webhookApps }, actor, { id, values: { clientId, clientSecret, signingSecret } })
  await sandbox.slack.apps.verify(app)
  expect(app.isVerified).toBe(true)

  const own = await connectSlack(world, actor, undefined, id)
  expect(own).not.toBe(connectionId)
  await work()
  const message = ask('Could you please order twelve chairs by Monday?')
  await comes(2)
  const items = await ctx.db.item.findMany({ where: { externalId: idOf(message) }, include: { sourceOf: true } })
  expect(items.map((item) => item.connectionId).sort()).toEqual([connectionId, own].sort())
  const suggestionIds = items.flatMap(({ sourceOf }) => sourceOf?.suggestionId ?? [])
  expect(suggestionIds).toHaveLength(2)
  expect(new Set(suggestionIds).size, 'one ask, one suggestion').toBe(1)
  const accounts = await ctx.db.inboundEvent.findMany({ select: { account: true }, orderBy: { account: 'asc' } })
  expect(accounts.map(({ account }) => account).sort()).toEqual([`${id}:T0NORTHWIND`, 'default:T0NORTHWIND'].sort())

  // A new secret at Slack: its events are refused, and the page can say so.
  sandbox.slack.apps.regenerateSigningSecret(app)
  ctx.clock.advance(1_000)
  ask('Could you please cancel the chairs?')
  await comes(3)
  await expect.poll(async () => (await getApp(ctx, actor, id)).calls.state).toBe('refused')

  await disconnectConnection(ctx, actor, own)
  await removeApp(ctx, actor, id)
  expect(await getConnection(ctx, actor, connectionId)).toMatchObject({ status: 'connected' })
})

test('a sync finds what events missed: an edit, a deletion, a ✅ and a reply in an old thread', async () => {
  const { ctx } = world
  const [edited, deleted, done, thread] = [ask(), ask(), ask(), ask('Who has time today?', 'U0MIRA')]
  await comes(4)
  await work()
  // Whatever Slack tells now is lost on its way.
  hook.receive = () => new Response(null, { status: 200 })
  slack().edit(channel, edited.ts, 'Could you please send us the signed lease by Friday?')
  slack().delete(channel, deleted.ts)
  slack().react(channel, done.ts, 'U0MIRA', 'white_check_mark')
  const reply = slack().write(channel, {
    user: 'U0JONAS',
    text: 'Could you please return the keys by Monday?',
    thread_ts: thread.ts,
  })
  aheadMs = 7 * 3_600_000
  await requestSync(ctx, actor, connectionId)
  await work()
  expect((await suggestionOf(edited))?.item.snapshot).toMatchObject({ text: expect.stringContaining('lease') })
  expect(await suggestionOf(deleted)).toMatchObject({
    status: 'closed',
    dismissReason: 'The message was deleted in Slack.',
  })
  expect(await suggestionOf(done)).toMatchObject({
    status: 'closed',
    dismissReason: 'It was marked done in Slack.',
  })
  expect(await suggestionOf(reply)).toMatchObject({ status: 'pending_approval' })
  // What still stands there stays as it is.
  expect(await ctx.db.item.count({ where: { connectionId, reason: 'The message was deleted in Slack.' } })).toBe(1)
})

test('a channel that settings name is renamed there with Slack, and named on the page while it is archived', async () => {
  const { ctx } = world
  await updateConnectionSettings(ctx, actor, { id: connectionId, settings: { channels: ['#product'] } })
  await work()
  const shown = async () => {
    const { settings, freshness, outOfReach } = await getConnection(ctx, actor, connectionId)
    return { channels: settings.channels, kinds: freshness.map(({ kind }) => kind), outOfReach }
  }
  expect(await shown()).toEqual({ channels: [`#product (${channel})`], kinds: [], outOfReach: [] })
  slack().rename(channel, 'products')
  try {
    await comes(1)
    expect(await shown()).toMatchObject({ channels: [`#products (${channel})`] })
    slack().archive(channel, true)
    await comes(2)
    expect(await shown()).toMatchObject({ kinds: ['out_of_reach'], outOfReach: ['#products (archived)'] })
    await checkFreshness(ctx)
    const told = await ctx.db.outboundMessage.findFirstOrThrow({ where: { teamId: actor.teamId, kind: 'alert' } })
    expect(JSON.stringify(told.data)).toContain('products')
    slack().archive(channel, false)
    await comes(3)
    expect(await shown()).toMatchObject({ kinds: [], outOfReach: [] })
  } finally {
    slack().rename(channel, 'product')
  }
})

test('what only a sync has found says that Slack tells of nothing any more, until it tells of something', async () => {
  const { ctx } = world
  await work()
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  await ctx.db.connection.updateMany({ data: { createdAt: minutesAgo(60) } })
  hook.receive = () => new Response(null, { status: 200 })
  const message = ask()
  message.ts = `${Math.floor(minutesAgo(5).getTime() / 1_000)}.000100`
  // Nothing was read since the first sync that began before it, and what tests before this one have left behind is not heard.
  await ctx.db.connection.updateMany({
    data: { cursor: Prisma.DbNull, settledUntil: minutesAgo(30), lastEventAt: null },
  })
  await requestSync(ctx, actor, connectionId)
  await work()
  const untold = () => ctx.db.connection.findFirstOrThrow({ select: { untoldSince: true, untoldTimes: true } })
  expect(await untold()).toMatchObject({
    untoldSince: new Date(Math.floor(Number(message.ts) * 1_000)),
    untoldTimes: 1,
  })
  hook.receive = createWebhookReceiver(ctx, hook.ledger, { apps: webhookApps })
  ask('Could you please return the keys by Monday?')
  await comes(1)
  expect(await untold()).toEqual({ untoldSince: null, untoldTimes: 0 })
})

test('an organisation installs it for all its workspaces at once: one connection reads and hears them all', async () => {
  const { ctx, sandbox } = world
  await work()
  const group = 'E0MERIDIAN'
  const org = sandbox.slack.workspace(group)
  const text = (thing: string) => `Could you please send us the ${thing} by Friday?`
  const written = ['C0MERNORTH', 'C0MERSOUTH'].map((room) => org.write(room, { user: 'U0TOM', text: text('invoice') }))
  const id = await connectSlack(world, actor, undefined, undefined, group)
  await work()
  expect(await getConnection(ctx, actor, id)).toMatchObject({ accountName: 'Meridian Group', status: 'connected' })
  const idsOf = async () => (await ctx.db.item.findMany({ where: { connectionId: id } })).map((one) => one.externalId)
  const [north, south] = written.map(({ ts }) => ts)
  expect((await idsOf()).sort()).toEqual([`C0MERNORTH:${north}`, `C0MERSOUTH:${south}`])

  // Events name the workspace they come from, and are the organisation's.
  const more = ['C0MERNORTH', 'C0MERSOUTH'].map((room) => org.write(room, { user: 'U0TOM', text: text('contract') }))
  await comes(2)
  const events = await ctx.db.inboundEvent.findMany({ orderBy: { id: 'asc' } })
  expect(events.map(({ account }) => account)).toEqual(['default:E0MERIDIAN', 'default:E0MERIDIAN'])
  const bodies = events.map(({ body }) => Buffer.from(body).toString())
  expect(bodies.map((body) => /"team_id":"(T\w+)"/.exec(body)?.[1]).sort()).toEqual(['T0MERNORTH', 'T0MERSOUTH'])
  expect(await idsOf()).toEqual(expect.arrayContaining(more.map(({ ts }) => expect.stringContaining(ts))))
  expect(await ctx.db.suggestion.count({ where: { connectionId: id } })).toBe(4)

  sandbox.slack.end(group, 'uninstall')
  await comes(3)
  expect(await getConnection(ctx, actor, id)).toMatchObject({ status: 'error', errorCode: 'grant_revoked' })
  expect(await getConnection(ctx, actor, connectionId)).toMatchObject({ status: 'connected' })
})
