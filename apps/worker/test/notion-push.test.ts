import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { getConnection } from '@switchboard/core/connections/read-connections'
import type { Actor } from '@switchboard/core/context'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { approveSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { listSuggestions } from '@switchboard/core/suggestions/read-suggestions'
import { runSync } from '@switchboard/core/sync/run-sync'
import { completeTask } from '@switchboard/core/tasks/complete-task'
import { getTask } from '@switchboard/core/tasks/read-tasks'
import { reopenTask } from '@switchboard/core/tasks/reopen-task'
import { runWriteBack } from '@switchboard/core/tasks/run-write-back'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { connectNotion, sandboxWorld } from './sandbox-world'
import { webhookServer } from './webhook-server'
import { workOnce } from './work-once'

const database = createTestDatabase()
const hook = webhookServer(database)
const world = sandboxWorld(database, { webhooksUrl: () => hook.url })
const ben = 'ben@northwind.example'
let actor: Actor
let connectionId: string

beforeAll(async () => {
  hook.receive = createWebhookReceiver(world.ctx, hook.ledger)
  actor = (await buildMember(world.ctx.db)).actor
  connectionId = await connectNotion(world, actor)
  await work()
})
beforeEach(async () => {
  Object.assign(world.sandbox.sender.faults, { duplicates: 0, lateMs: 0, held: false })
  world.sandbox.faults.clear()
  await world.ctx.db.inboundEvent.deleteMany()
  hook.statuses = []
})

const work = () => workOnce(database, world.ctx)
const notion = () => world.sandbox.store.notion()
const page = (title: string) => {
  const found = notion().data.pages.find((one) => one.title.map(({ plain_text }) => plain_text).join('') === title)
  if (!found) throw new Error('There is no such page.')
  return found
}
const suggested = async () =>
  (await listSuggestions(world.ctx, actor, { view: 'pending', sort: 'newest', limit: 100 })).items
const titled = async (title: string) => (await suggested()).filter((one) => one.title === title)
const closedBecause = async (title: string) =>
  (await world.ctx.db.suggestion.findFirst({ where: { title, status: 'closed' } }))?.dismissReason
const runs = () => world.ctx.db.syncRun.count()
const states = async () =>
  (await world.ctx.db.inboundEvent.findMany({ orderBy: { id: 'asc' } })).map(({ state }) => state)
/** As many calls were taken as are expected, and all that follows from them is done. */
async function comes(calls = 1): Promise<void> {
  await vi.waitFor(() => expect(hook.statuses.filter((status) => status === 200)).toHaveLength(calls), {
    timeout: 10_000,
  })
  await work()
}

test('a comment that mentions somebody is a suggestion, though its page was not edited and nobody has synced', async () => {
  const before = await runs()
  const handbook = page('Office handbook')
  const { editedAt } = handbook
  notion().comment(handbook, ben, '@Ada Lindqvist please send the list of keys to Clara by Friday.')
  await comes()
  expect(await states()).toEqual(['processed'])
  expect(await titled('Send the list of keys to Clara')).toHaveLength(1)
  expect([await runs(), handbook.editedAt]).toEqual([before, editedAt])
  const { live, lastItemAt } = await getConnection(world.ctx, actor, connectionId)
  expect(live).toMatchObject({ promised: false, obstacle: null, lastEventAt: world.ctx.clock.now() })
  expect(lastItemAt?.getTime()).toBeGreaterThan(Date.parse(editedAt))
})

test('the sync that comes after it finds nothing new', async () => {
  const before = (await suggested()).map(({ id }) => id)
  await runSync(world.ctx, { teamId: actor.teamId, connectionId, trigger: 'manual' })
  expect((await suggested()).map(({ id }) => id)).toEqual(before)
})

test('an event that comes twice is one, and what it tells is proposed once', async () => {
  world.sandbox.sender.faults.duplicates = 1
  notion().add({
    by: ben,
    title: 'Order the sample paper',
    text: 'A4.',
    isRow: true,
    people: ['ada@northwind.example'],
  })
  await comes(2)
  expect(await states()).toEqual(['processed'])
  expect(await titled('Order the sample paper')).toHaveLength(1)
})

test('in whichever order events come, what the page says last holds', async () => {
  const row = page('Order the sample paper')
  world.sandbox.sender.faults.held = true
  notion().change(row, ben, { status: 'Done' })
  notion().change(row, ben, { status: 'In progress', due: '2040-05-06' })
  notion().change(row, ben, { due: '2040-05-07' })
  Object.assign(world.sandbox.sender.faults, { held: false, lateMs: 300 })
  await comes(3)
  expect(await states()).toEqual(['processed', 'processed', 'processed'])
  const [suggestion, ...more] = await titled('Order the sample paper')
  expect([suggestion?.dueAt?.toISOString().slice(0, 10), more]).toEqual([expect.stringMatching(/^2040-05-0[67]$/), []])
  const item = await world.ctx.db.item.findFirstOrThrow({ where: { externalId: row.id } })
  expect(JSON.stringify(item.snapshot)).toContain('2040-05-07')
})

test('a page that is thrown away closes what was proposed, and brings it again when it is restored', async () => {
  const row = page('Order the sample paper')
  notion().change(row, ben, { inTrash: true })
  await comes()
  expect(await titled('Order the sample paper')).toEqual([])
  expect(await closedBecause('Order the sample paper')).toBe('The page was moved to the trash.')
  notion().change(row, ben, { inTrash: false })
  await comes(2)
  expect(await titled('Order the sample paper')).toHaveLength(1)
})

test('what finishing a task changes there, and opening it again, comes back and is proposed no second time', async () => {
  const row = page('Order the sample paper')
  const [suggestion] = await titled('Order the sample paper')
  const { results } = await approveSuggestions(world.ctx, actor, { ids: [suggestion?.id ?? ''], via: 'web' })
  const { task } = await completeTask(world.ctx, actor, { id: results[0]?.taskId ?? '' })
  const writeBack = async () => {
    for (const { id } of task.writeBacks) await runWriteBack(world.ctx, { teamId: actor.teamId, writeBackId: id })
  }
  await writeBack()
  await comes()
  expect(row.status).toBe('Done')
  await reopenTask(world.ctx, actor, task.id)
  await writeBack()
  await comes(2)
  expect([row.status, await titled('Order the sample paper')]).toEqual(['In progress', []])
  expect(await getTask(world.ctx, actor, task.id)).toMatchObject({ status: 'open' })
})

test('one that is gone for Switchboard closes as well', async () => {
  const row = page('Write the case study about Fjordline')
  world.sandbox.sender.faults.held = true
  notion().change(row, ben, { due: '2040-05-08' })
  const { pages } = notion().data
  pages.splice(pages.indexOf(row), 1)
  world.sandbox.sender.faults.held = false
  await comes()
  expect(await closedBecause('Write the case study about Fjordline')).toBe(
    'The page was deleted, or is no longer shared with Switchboard.',
  )
})

test('while Notion does not answer, the event waits and is worked on again', async () => {
  world.sandbox.faults.add({ path: '/notion/v1', status: 503, times: 20 })
  notion().comment(page('Newsletter, winter issue'), ben, '@Ada Lindqvist please confirm the closing week by Monday.')
  await comes()
  expect(await states()).toEqual(['received'])
  world.sandbox.faults.clear()
  await world.ctx.db.$executeRaw`update graphile_worker._private_jobs set run_at = now()`
  await work()
  expect(await states()).toEqual(['processed'])
  expect(await titled('Confirm the closing week')).toHaveLength(1)
})

describe('whom it concerns', () => {
  test('somebody who has not connected is told nothing, and nothing is kept of it', async () => {
    await world.ctx.db.connection.updateMany({ data: { status: 'disconnected' } })
    notion().write(page('Office handbook'), ben, 'One line more.')
    await comes()
    expect(await states()).toEqual(['unknown'])
    await world.ctx.db.connection.updateMany({ data: { status: 'connected' } })
  })

  test('a call that is not signed by the subscription is refused and not stored', async () => {
    const body = JSON.stringify({ id: 'one', workspace_id: 'two', type: 'page.created' })
    const answer = await fetch(`${hook.url}/api/webhooks/notion`, {
      method: 'POST',
      body,
      headers: { 'x-notion-signature': 'sha256=00' },
    })
    expect(answer.status).toBe(401)
    expect(await states()).toEqual([])
  })
})
