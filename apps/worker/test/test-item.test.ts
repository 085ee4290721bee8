import { beforeEach, expect, test } from 'vitest'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import type { Actor, Context } from '@switchboard/core/context'
import { createInboundGate } from '@switchboard/core/inbound/inbound-gate'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { proposalSchema } from '@switchboard/core/suggestions/proposal'
import { approveSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { closeOverSuggestions } from '@switchboard/core/suggestions/close-suggestions'
import { cleanUp } from '@switchboard/core/sync/clean-up'
import { completeTask } from '@switchboard/core/tasks/complete-task'
import { composeTestItem } from '@switchboard/core/test-items/compose-test-item'
import { readTestItem } from '@switchboard/core/test-items/read-test-item'
import { removeTestItem } from '@switchboard/core/test-items/remove-test-item'
import { startTestItem } from '@switchboard/core/test-items/send-test-item'
import { recordStep } from '@switchboard/core/test-items/steps'
import { signTestCall, testCallPath } from '@switchboard/core/test-items/test-call'
import { systemClock } from '@switchboard/core/system-clock'
import { offlineModel } from '@switchboard/models'
import { createProviders } from '@switchboard/providers/registry'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { connectGmail, connectNotion, sandboxWorld, variablesAt } from './sandbox-world'
import { webhookServer } from './webhook-server'
import { workOnce } from './work-once'

const database = createTestDatabase()
const hook = webhookServer(database)
const world = sandboxWorld(database)
let ctx: Context
let actor: Actor

beforeEach(async () => {
  ctx = { ...world.ctx, publicUrl: new URL(hook.url) }
  hook.receive = createWebhookReceiver(ctx, hook.ledger, { gate: createInboundGate(ctx) })
  actor = (await buildMember(ctx.db)).actor
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
})

const work = () => workOnce(database, ctx)

async function sendTo(connectionId: string) {
  await work()
  const { id } = await startTestItem(ctx, actor, connectionId)
  await work()
  const read = () => readTestItem(ctx, actor, { connectionId, id })
  return { read, remove: () => removeTestItem(ctx, actor, { connectionId, id }) }
}
const statesOf = ({ steps }: Awaited<ReturnType<typeof readTestItem>>) =>
  Object.fromEntries(steps.map(({ step, state }) => [step, state]))
const open = (count: number) => Array.from({ length: count }, () => ({ state: 'open' }))
const arrived = {
  address: 'done',
  stored: 'done',
  job: 'done',
  account: 'done',
  ledger: 'done',
  judged: 'done',
  suggestion: 'done',
}

test('a test item takes the whole way, finishing it changes nothing at the provider, and it can be removed', async () => {
  const { read, remove } = await sendTo(await connectGmail(world, actor))
  const shown = await read()
  expect(statesOf(shown)).toEqual(arrived)
  expect(shown).toMatchObject({ isOver: true, isGone: false })
  const suggestion = await ctx.db.suggestion.findFirstOrThrow({ where: { id: shown.suggestionId ?? '' } })
  expect(suggestion).toMatchObject({ flags: ['test'], status: 'pending_approval', assigneeId: actor.userId })
  await approveSuggestions(ctx, actor, { ids: [suggestion.id], via: 'web', decisionId: crypto.randomUUID() })
  const task = await ctx.db.task.findFirstOrThrow({ where: { suggestionId: suggestion.id } })
  const finished = await completeTask(ctx, actor, { id: task.id })
  expect(finished.task.source).toMatchObject({ policies: {}, effects: [] })
  expect(await ctx.db.writeBack.count({ where: { taskId: task.id } })).toBe(0)
  await remove()
  expect(await ctx.db.item.count({ where: { isTest: true } })).toBe(0)
  expect(await ctx.db.task.count({ where: { id: task.id } })).toBe(0)
  await expect(read()).rejects.toMatchObject({ code: 'not_found' })
})

test('what people were told of it says that it is gone when it is removed', async () => {
  const { read, remove } = await sendTo(await connectGmail(world, actor))
  const { suggestionId } = await read()
  const { teamId, userId } = actor
  const told = { teamId, userId, key: 'told', kind: 'suggestion' as const, subjectId: suggestionId ?? '' }
  const [id] = await queueMessages(ctx.db, [told], ctx.clock.now())
  await ctx.db.outboundMessage.updateMany({ where: { id }, data: { state: 'reached', dueAt: null } })
  await remove()
  expect(await ctx.db.outboundMessage.findFirst({ where: { id } })).toMatchObject({
    stale: true,
    dueAt: ctx.clock.now(),
  })
})

test('where the service does not call, the rest of the way is taken', async () => {
  // Without a subscription Notion listens for the first call of one alone.
  const { NOTION_WEBHOOK_TOKEN: _, ...variables } = variablesAt(world.sandbox)
  ctx = { ...ctx, providers: createProviders(variables, systemClock) }
  const { read } = await sendTo(await connectNotion(world, actor))
  expect(statesOf(await read())).toEqual({ ...arrived, address: 'skipped' })
})

test('a public address that does not lead here is named, and nothing else is tried', async () => {
  const connectionId = await connectGmail(world, actor)
  hook.receive = async () => new Response(null, { status: 502 })
  const { read } = await sendTo(connectionId)
  const shown = await read()
  expect(statesOf(shown)).toMatchObject({ address: 'failed', stored: 'open', suggestion: 'open' })
  expect(shown.steps[0]?.detail).toContain('answered with 502')
  expect(shown.isOver).toBe(true)
})

test('one that nobody works on any more says so where it has stopped, and goes on when somebody does', async () => {
  const connectionId = await connectGmail(world, actor)
  await work()
  const { id } = await startTestItem(ctx, actor, connectionId)
  const after = (ms: number) => {
    const now = new Date(ctx.clock.now().getTime() + ms)
    return readTestItem({ ...ctx, clock: { ...ctx.clock, now: () => now } }, actor, { connectionId, id })
  }
  const minutes = 5 * 60_000
  expect(await after(minutes - 5_000)).toMatchObject({ isOver: false })
  expect(await after(minutes + 5_000)).toMatchObject({
    isOver: true,
    steps: [{ step: 'address', state: 'failed', detail: expect.stringContaining('worker is running') }, ...open(6)],
  })
  // The call was stored; whoever took its job up has died.
  const called = { step: 'address' as const, at: new Date(ctx.clock.now().getTime() + 60_000), ok: true, detail: '' }
  await recordStep(ctx.db, { teamId: actor.teamId, id }, called)
  expect(await after(minutes + 5_000)).toMatchObject({ isOver: false })
  expect(await after(minutes + 65_000)).toMatchObject({
    isOver: true,
    steps: [{ state: 'done' }, { step: 'stored', state: 'failed' }, ...open(5)],
  })
  await work()
  expect(statesOf(await after(0))).toEqual(arrived)
})

test('an account that does not answer is named', async () => {
  const connectionId = await connectGmail(world, actor)
  await work()
  await ctx.db.credential.updateMany({ where: { connectionId }, data: { ciphertext: 'broken' } })
  const { read } = await sendTo(connectionId)
  expect(statesOf(await read())).toMatchObject({ address: 'done', job: 'done', account: 'failed', ledger: 'open' })
})

test('where no suggestions are wanted, the way ends at the ledger', async () => {
  const connectionId = await connectGmail(world, actor)
  await ctx.db.connection.updateMany({ where: { id: connectionId }, data: { settings: { autoGenerate: false } } })
  const { read } = await sendTo(connectionId)
  expect(await read()).toMatchObject({ isOver: true, suggestionId: null })
  expect(statesOf(await read())).toMatchObject({ ledger: 'done', judged: 'skipped', suggestion: 'skipped' })
})

test('nobody can make such a call who has not our keys, and an old one is refused', async () => {
  const call = { teamId: actor.teamId, id: crypto.randomUUID(), provider: 'gmail' as const }
  const signed = await signTestCall(ctx, call)
  const aMinuteAgo = new Date(ctx.clock.now().getTime() - 61_000)
  const old = await signTestCall({ ...ctx, clock: { ...ctx.clock, now: () => aMinuteAgo } }, call)
  const post = (body: string) =>
    hook.receive(new Request(new URL(`/api/webhooks/${testCallPath}`, ctx.publicUrl), { method: 'POST', body }))
  expect((await post('{}')).status).toBe(401)
  expect((await post(`${signed.slice(0, -4)}AAAA`)).status).toBe(401)
  expect((await post(old)).status).toBe(401)
  expect((await post(signed)).status).toBe(200)
})

test('its suggestion closes by itself, and the rest goes after a day', async () => {
  const { read } = await sendTo(await connectGmail(world, actor))
  const id = (await read()).suggestionId ?? ''
  world.ctx.clock.advance(10 * 60_000)
  await closeOverSuggestions(ctx)
  expect(await ctx.db.suggestion.findFirst({ where: { id } })).toMatchObject({
    status: 'closed',
    dismissReason: 'The test is over.',
  })
  world.ctx.clock.advance(24 * 3_600_000)
  await cleanUp(ctx)
  expect(await ctx.db.suggestion.count({ where: { id } })).toBe(0)
})

test.each(['email', 'event', 'message', 'page'] as const)(
  'the offline generator sees what a test %s asks for',
  async (kind) => {
    const person = { name: 'Ada Lindqvist', address: 'ada@northwind.example' }
    const item = composeTestItem({ id: '1', kind, now: new Date('2026-03-02T09:00:00Z'), person })
    const { answer } = await offlineModel().propose(
      { item, timeZone: 'Europe/Berlin', person: { name: person.name, addresses: [person.address] }, repair: null },
      new AbortController().signal,
    )
    const { actionNeeded, confidence, evidence } = proposalSchema.parse(answer)
    expect([actionNeeded, confidence >= 0.5, evidence.length > 0]).toEqual([true, true, true])
  },
)
