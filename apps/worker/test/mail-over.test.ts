import { beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '@switchboard/core/context'
import { approveSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { listSuggestions } from '@switchboard/core/suggestions/read-suggestions'
import { runSync } from '@switchboard/core/sync/run-sync'
import { completeTask } from '@switchboard/core/tasks/complete-task'
import { getTask } from '@switchboard/core/tasks/read-tasks'
import { reopenTask } from '@switchboard/core/tasks/reopen-task'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { connectGmail, sandboxWorld } from './sandbox-world'
import { workOnce } from './work-once'

const database = createTestDatabase()
const world = sandboxWorld(database)
const account = 'ben@northwind.example'
let actor: Actor
let connectionId: string
let externalId: string

const control = async (path: string, body: object = {}) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${world.sandbox.url}/control${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
}
const act = (name: string, id = externalId) => control(`/mailbox/${account}/${id}/${name}`)
const sync = () => runSync(world.ctx, { teamId: actor.teamId, connectionId, trigger: 'manual' })
const work = () => workOnce(database, world.ctx)
/** The queue goes by the database's own clock: what it waits for becomes due. */
const becomeDue = () => database.db.$executeRaw`update graphile_worker._private_jobs set run_at = now()`
const suggestion = () => world.ctx.db.suggestion.findFirstOrThrow({ where: { teamId: actor.teamId } })
const item = () => world.ctx.db.item.findFirstOrThrow({ where: { teamId: actor.teamId, externalId } })
const waiting = async () =>
  (await listSuggestions(world.ctx, actor, { view: 'pending', sort: 'newest', limit: 10 })).items.length
const approve = async () => {
  const { results } = await approveSuggestions(world.ctx, actor, { ids: [(await suggestion()).id], via: 'web' })
  return results[0]?.taskId ?? ''
}
const saidAt = async (taskId: string) => (await getTask(world.ctx, actor, taskId)).source?.over

beforeEach(async () => {
  const { ctx, sandbox } = world
  for (const { id } of sandbox.store.mailbox(account).data.messages) sandbox.store.mailbox(account).remove(id)
  actor = (await buildMember(ctx.db)).actor
  connectionId = await connectGmail(world, actor, account)
  await sync()
  await control('/deliver', {
    to: account,
    from: 'Noor Haddad <noor@fjordline.example>',
    subject: 'Seat plan',
    text: 'Could you please send me the seat plan by Friday?',
  })
  externalId = sandbox.store.mailbox(account).data.messages[0]?.id ?? ''
  await sync()
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
  expect(await waiting()).toBe(1)
})

describe('a mail that its owner has dealt with', () => {
  test.each([
    ['answer', 'The mail was answered.'],
    ['archive', 'The mail was archived.'],
    ['trash', 'The mail was deleted.'],
    ['spam', 'The mail was marked as spam.'],
    ['delete', 'The mail was deleted.'],
  ])('by %s closes its suggestion, and says why', async (name, reason) => {
    await act(name)
    await sync()
    expect(await waiting()).toBe(0)
    expect(await suggestion()).toMatchObject({ status: 'closed', decidedVia: 'source', dismissReason: reason })
  })

  test('by reading it asks for what it asked for', async () => {
    const mailbox = world.sandbox.store.mailbox(account)
    const message = mailbox.find(externalId)
    if (message) mailbox.modify(message, [], ['UNREAD'])
    await sync()
    expect(await waiting()).toBe(1)
  })

  test('and that is back in the inbox, read by now, is proposed again, as often as it comes back', async () => {
    const mailbox = world.sandbox.store.mailbox(account)
    const message = mailbox.find(externalId)
    if (message) mailbox.modify(message, [], ['UNREAD'])
    for (const name of ['archive', 'trash']) {
      await act(name)
      await sync()
      expect(await waiting()).toBe(0)
      await act('inbox')
      await sync()
      await work()
      expect(await waiting()).toBe(1)
      expect(await item()).toMatchObject({ state: 'done', outcome: 'suggested', over: null })
    }
  })

  test('says so at the task that was made of it, until it is back', async () => {
    const taskId = await approve()
    await act('archive')
    await sync()
    expect(await saidAt(taskId)).toBe('The mail was archived.')
    await act('inbox')
    await sync()
    await work()
    expect(await saidAt(taskId)).toBeNull()
    expect(await suggestion()).toMatchObject({ status: 'approved' })
  })

  test('is asked for anew by what comes after the answer in its thread', async () => {
    await act('answer')
    const first = world.sandbox.store.mailbox(account).find(externalId)
    const again = `From: Noor Haddad <noor@fjordline.example>\r\nTo: ${account}\r\nSubject: Re: Seat plan\r\nIn-Reply-To: ${first?.messageId}\r\n\r\nCould you please send me the floor plan as well by Monday?`
    const receivedAt = new Date(Date.now() + 60_000)
    await world.sandbox.store.mailbox(account).add(Buffer.from(again), { labels: ['INBOX', 'UNREAD'], receivedAt })
    await sync()
    const all = await world.ctx.db.suggestion.findMany({
      where: { teamId: actor.teamId },
      orderBy: { receivedAt: 'asc' },
    })
    expect(all).toMatchObject([{ status: 'closed' }, { status: 'pending_approval' }])
  })
})

describe('while nobody listened, and of which history tells nothing any more,', () => {
  const goOn = async () => {
    world.sandbox.store.mailbox(account).expireHistory()
    await sync()
    await sync()
  }

  test.each([
    ['answer', 'The mail was answered.'],
    ['archive', 'The mail was archived.'],
    ['trash', 'The mail was deleted.'],
    ['spam', 'The mail was marked as spam.'],
    ['delete', 'The mail was deleted.'],
  ])('a mail that its owner has dealt with by %s closes its suggestion', async (name, reason) => {
    await act(name)
    await goOn()
    expect(await suggestion()).toMatchObject({ status: 'closed', decidedVia: 'source', dismissReason: reason })
  })

  test('a mail that was read asks for what it asked for, as does one that a machine has answered', async () => {
    const mailbox = world.sandbox.store.mailbox(account)
    const message = mailbox.find(externalId)
    if (message) mailbox.modify(message, [], ['UNREAD'])
    const note = `From: ${account}\r\nTo: noor@fjordline.example\r\nAuto-Submitted: auto-replied\r\nSubject: Re: Seat plan\r\nIn-Reply-To: ${message?.messageId}\r\n\r\nI am out of office.`
    await mailbox.add(Buffer.from(note), { labels: ['SENT'], receivedAt: new Date(Date.now() + 60_000) })
    const thread = mailbox.data.messages.map(({ threadId }) => threadId)
    expect(new Set(thread).size).toBe(1)
    await goOn()
    expect(await waiting()).toBe(1)
  })

  test('many are looked at in several batches, each once', async () => {
    const mailbox = world.sandbox.store.mailbox(account)
    await world.ctx.db.connection.updateMany({ where: { id: connectionId }, data: { settings: { maxResults: 2 } } })
    for (const nth of [1, 2, 3, 4]) {
      const mail = `From: Noor <noor@fjordline.example>\r\nSubject: Plan ${nth}\r\n\r\nCould you please send me plan ${nth} by Friday?`
      await mailbox.add(Buffer.from(mail), { labels: ['INBOX', 'UNREAD'], receivedAt: new Date() })
    }
    await sync()
    expect(await waiting()).toBe(5)
    for (const { id } of mailbox.data.messages.slice(0, 3)) await act('archive', id)
    await goOn()
    expect(await waiting()).toBe(2)
  })
})

describe('what finishing a task does to its mail', () => {
  test('is not told as what its owner did, nor when it is taken back', async () => {
    const taskId = await approve()
    await completeTask(world.ctx, actor, { id: taskId })
    await becomeDue()
    await work()
    expect(world.sandbox.store.mailbox(account).find(externalId)?.labels).not.toContain('INBOX')
    await sync()
    expect(await item()).toMatchObject({ over: null, outcome: 'suggested' })
    await reopenTask(world.ctx, actor, taskId)
    await becomeDue()
    await work()
    await sync()
    expect(await saidAt(taskId)).toBeNull()
    expect(await item()).toMatchObject({ state: 'done', over: null })
    // From here on it is its owner's doing.
    await act('archive')
    await sync()
    expect(await saidAt(taskId)).toBe('The mail was archived.')
  })

  test('is not awaited where its owner is faster, and the task that is opened again within the window says so', async () => {
    const taskId = await approve()
    await completeTask(world.ctx, actor, { id: taskId })
    await act('archive')
    await sync()
    await reopenTask(world.ctx, actor, taskId)
    expect(await saidAt(taskId)).toBe('The mail was archived.')
  })
})
