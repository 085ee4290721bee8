import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { disconnectConnection } from '@switchboard/core/connections/disconnect-connection'
import { getConnection } from '@switchboard/core/connections/read-connections'
import type { Actor } from '@switchboard/core/context'
import { approveSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { listSuggestions } from '@switchboard/core/suggestions/read-suggestions'
import { runSync } from '@switchboard/core/sync/run-sync'
import { completeTask } from '@switchboard/core/tasks/complete-task'
import { getTask } from '@switchboard/core/tasks/read-tasks'
import { reopenTask } from '@switchboard/core/tasks/reopen-task'
import { runWriteBack } from '@switchboard/core/tasks/run-write-back'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { connectNotion, sandboxWorld } from './sandbox-world'

const database = createTestDatabase()
const world = sandboxWorld(database)
const other = 'ben@northwind.example'
let actor: Actor
let connectionId: string

beforeAll(async () => void (actor = (await buildMember(world.ctx.db)).actor))
beforeEach(() => world.ctx.clock.advance(60_000))

const sync = () => runSync(world.ctx, { teamId: actor.teamId, connectionId, trigger: 'manual' })
const suggested = async (view: 'pending' | 'decided' = 'pending') =>
  (await listSuggestions(world.ctx, actor, { view, sort: 'newest', limit: 100 })).items
const titles = async () => (await suggested()).map(({ title }) => title)
const page = (title: string) => {
  const notion = world.sandbox.store.notion()
  const found = notion.data.pages.find((one) => one.title.map(({ plain_text }) => plain_text).join('') === title)
  if (!found) throw new Error('There is no such page.')
  return found
}

describe('from page to suggestion', () => {
  test('connecting stores encrypted tokens and nothing readable, and says whose account it is', async () => {
    connectionId = await connectNotion(world, actor)
    expect(await getConnection(world.ctx, actor, connectionId)).toMatchObject({
      status: 'connected',
      accountName: 'Ada Lindqvist in Northwind Studio',
      missingScopes: [],
    })
    const stored = JSON.stringify(await world.ctx.db.credential.findMany())
    const { access, refresh } = world.sandbox.store.data
    for (const token of [...Object.keys(access), ...Object.keys(refresh)]) {
      expect(stored).not.toContain(token)
      expect(JSON.stringify(world.ctx.logger.lines)).not.toContain(token)
    }
  })

  test('the first sync proposes what is assigned or asked for, and nothing else of the workspace', async () => {
    await sync()
    const proposed = await titles()
    for (const title of ['Prepare the pitch for Harbour Light', 'Send the revised schedule to Noor'])
      expect(proposed).toContain(title)
    for (const title of ['Repair the plotter', 'Send the offer to Kestrel Bikes', 'Office handbook'])
      expect(proposed).not.toContain(title)
    const items = await world.ctx.db.item.findMany({ where: { teamId: actor.teamId } })
    expect(items.every(({ kind, state }) => kind === 'page' && state === 'done')).toBe(true)
    expect(items.map(({ title }) => title)).not.toContain('Office handbook')
  })

  test('a sync without news proposes nothing twice', async () => {
    const before = await titles()
    await sync()
    expect(await titles()).toEqual(before)
  })

  test('a page that changes is judged anew, and its suggestion follows', async () => {
    const notion = world.sandbox.store.notion()
    const row = page('Renew the font licences')
    notion.change(row, other, { due: '2040-01-02' })
    await sync()
    const followed = (await suggested()).find(({ title }) => title === 'Renew the font licences')
    expect(followed?.dueAt?.toISOString().slice(0, 4)).toBe('2040')
  })

  test('finishing the task completes the row; opening it again gives back the status', async () => {
    const row = page('Write the case study about Fjordline')
    const suggestion = (await suggested()).find(({ title }) => title === 'Write the case study about Fjordline')
    const { results } = await approveSuggestions(world.ctx, actor, { ids: [suggestion?.id ?? ''], via: 'web' })
    const taskId = results[0]?.taskId ?? ''
    const { task } = await completeTask(world.ctx, actor, { id: taskId })
    expect(task.writeBacks).toMatchObject([{ action: 'complete', state: 'waiting' }])
    const run = async () => {
      for (const { id } of task.writeBacks) await runWriteBack(world.ctx, { teamId: actor.teamId, writeBackId: id })
    }
    await run()
    expect(row.status).toBe('Done')
    await sync()
    expect((await world.ctx.db.task.findFirstOrThrow({ where: { id: taskId } })).status).toBe('done')
    await reopenTask(world.ctx, actor, taskId)
    await run()
    expect(row.status).toBe('Not started')
  })

  test('of a page without a status it is told that there was nothing to complete', async () => {
    const suggestion = (await suggested()).find(({ title }) => title === 'Send the revised schedule to Noor')
    const { results } = await approveSuggestions(world.ctx, actor, { ids: [suggestion?.id ?? ''], via: 'web' })
    const { task } = await completeTask(world.ctx, actor, { id: results[0]?.taskId ?? '' })
    for (const { id } of task.writeBacks) await runWriteBack(world.ctx, { teamId: actor.teamId, writeBackId: id })
    const { writeBacks } = await getTask(world.ctx, actor, task.id)
    expect(writeBacks).toMatchObject([{ state: 'done', words: { done: 'No row to complete' } }])
  })

  test('a row that is finished there, or thrown away, closes its suggestion with the reason', async () => {
    const notion = world.sandbox.store.notion()
    notion.change(page('Review the accessibility report'), other, { status: 'Done' })
    notion.change(page('Renew the font licences'), other, { inTrash: true })
    await sync()
    const closed = await suggested('decided')
    expect(closed.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Renew the font licences', 'Review the accessibility report']),
    )
    const pending = await titles()
    expect(pending).not.toContain('Review the accessibility report')
    expect(pending).not.toContain('Renew the font licences')
  })

  test('a page that is no longer shared, or was deleted for good, closes its suggestion with the reason', async () => {
    const notion = world.sandbox.store.notion()
    const add = (title: string) =>
      notion.add({ by: other, title, text: 'Two pages.', isRow: true, people: ['ada@northwind.example'] })
    const [unshared, erased] = [add('Prepare the lease for signing'), add('Order the sample prints')]
    await sync()
    expect(await titles()).toEqual(expect.arrayContaining(['Prepare the lease for signing', 'Order the sample prints']))
    notion.share(unshared, false)
    notion.erase(erased)
    // Each sync looks at some; all have their turn.
    for (let time = 0; time < 4; time++) await sync()
    const reason = 'The page was deleted, or is no longer shared with Switchboard.'
    const closed = await world.ctx.db.suggestion.findMany({ where: { dismissReason: reason }, select: { title: true } })
    expect(closed.map(({ title }) => title).toSorted()).toEqual([
      'Order the sample prints',
      'Prepare the lease for signing',
    ])
    expect((await titles()).length).toBeGreaterThan(0)
  })

  test('a comment of which no webhook has told is found, on a page that somebody waits for and on one that nobody did', async () => {
    const notion = world.sandbox.store.notion()
    const handbook = notion.add({ by: other, title: 'Print shop contacts', text: 'Three shops.', isRow: false })
    world.ctx.clock.advance(3_600_000)
    await sync()
    expect(await titles()).not.toContain('Print shop contacts')
    notion.comment(handbook, other, '@Ada Lindqvist please call the second shop by Friday.')
    for (let time = 0; time < 4; time++) await sync()
    const item = await world.ctx.db.item.findFirst({ where: { title: 'Print shop contacts' } })
    expect(item?.outcome).toBe('suggested')
  })

  test('a token that Notion refuses is refreshed once, and the pair that was is replaced', async () => {
    const { access, refresh } = world.sandbox.store.data
    const before = Object.keys(refresh)
    for (const token of Object.values(access)) token.expiresAt = 0
    await sync()
    expect(await getConnection(world.ctx, actor, connectionId)).toMatchObject({ status: 'connected' })
    expect(Object.keys(refresh)).toHaveLength(before.length)
    expect(Object.keys(refresh)).not.toEqual(before)
  })

  test('disconnecting revokes at Notion and deletes the secrets', async () => {
    await disconnectConnection(world.ctx, actor, connectionId)
    expect(world.sandbox.store.data.grants.every(({ revoked }) => revoked)).toBe(true)
    expect(await world.ctx.db.credential.count({ where: { teamId: actor.teamId } })).toBe(0)
  })

  test('a grant that is withdrawn there asks to be connected again', async () => {
    connectionId = await connectNotion(world, actor)
    for (const grant of world.sandbox.store.data.grants) grant.revoked = true
    await sync().catch(() => undefined)
    expect(await getConnection(world.ctx, actor, connectionId)).toMatchObject({ status: 'error' })
  })
})
