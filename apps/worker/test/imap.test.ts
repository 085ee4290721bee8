import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import { getConnection } from '@switchboard/core/connections/read-connections'
import type { Actor } from '@switchboard/core/context'
import { retryDueItems } from '@switchboard/core/items/retry-item'
import { runSync } from '@switchboard/core/sync/run-sync'
import { approveSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { completeTask } from '@switchboard/core/tasks/complete-task'
import { reopenTask } from '@switchboard/core/tasks/reopen-task'
import { runWriteBack } from '@switchboard/core/tasks/run-write-back'
import { systemClock } from '@switchboard/core/system-clock'
import { createModel } from '@switchboard/models'
import { imap } from '@switchboard/providers/imap/index'
import { buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'
import { type Dovecot, hasDovecot, startDovecot } from '@switchboard/testing/dovecot'

describe.skipIf(!hasDovecot())('a mailbox on a real server, through the whole house', () => {
  const database = createTestDatabase()
  const people = ['ada', 'ben', 'carla', 'dora', 'emil'].map((name) => `${name}@mail.example`)
  let dovecot: Dovecot
  let ctx: TestContext
  let actor: Actor
  let user: string
  let connectionId: string

  beforeAll(async () => {
    dovecot = await startDovecot({ users: Object.fromEntries(people.map((person) => [person, 'secret-1'])) })
    const { certificate } = dovecot.certificate
    const provider = imap({
      privateAddresses: 'allowed',
      certificates: [certificate],
      clock: systemClock,
      publicUrl: 'http://localhost:3000',
    })
    const model = createModel({ GENERATOR: 'offline', OPENAI_BASE_URL: '', OPENAI_MODEL: '' }, systemClock)
    ctx = testContext(database, {
      providers: { imap: { ...provider, provider, missing: [] } },
      model,
      start: new Date().toISOString(),
    })
  })
  afterAll(() => dovecot?.stop())

  let delivered = 0
  async function deliver(subject: string, answers?: string): Promise<string> {
    const messageId = `<${++delivered}@fjordline.example>`
    await dovecot.deliver(
      user,
      `From: Noor Haddad <noor@fjordline.example>\nTo: ${user}\nSubject: ${answers ? 'Re: ' : ''}${subject}\nMessage-ID: ${messageId}\n${answers ? `References: ${answers}\n` : ''}\nCould you please send me the ${subject} by Friday?\n\nNoor\n`,
    )
    return messageId
  }
  const connect = (password: string, mended: string | null = null) =>
    connectByForm(ctx, actor, {
      provider: 'imap',
      connectionId: mended,
      values: { address: user, password, host: dovecot.host, port: dovecot.ports.tls },
    })
  async function sync(trigger: 'first' | 'schedule' | 'resync' = 'schedule'): Promise<void> {
    ctx.clock.set(new Date())
    await runSync(ctx, { teamId: actor.teamId, connectionId, trigger })
  }
  const titles = async () =>
    (await ctx.db.item.findMany({ where: { connectionId }, orderBy: { createdAt: 'asc' } })).map(({ title }) => title)
  const state = () => getConnection(ctx, actor, connectionId)

  const suggestions = () => ctx.db.suggestion.findMany({ where: { connectionId } })
  async function writeBack(taskId: string): Promise<string[]> {
    const { teamId } = actor
    for (const { id } of await ctx.db.writeBack.findMany({ where: { teamId, taskId } }))
      await runWriteBack(ctx, { teamId, writeBackId: id })
    return (await ctx.db.writeBack.findMany({ where: { teamId, taskId } })).map(({ state: reached }) => reached)
  }

  beforeEach(async () => {
    user = people.pop() ?? ''
    actor = (await buildMember(ctx.db)).actor
  })

  test('a folder that is numbered anew costs no mail and doubles none', async () => {
    for (const subject of ['seat plan', 'floor plan']) await deliver(subject)
    connectionId = (await connect('secret-1')).connectionId
    await sync('first')
    expect(await state()).toMatchObject({ status: 'connected', accountName: user, run: { state: 'done', created: 2 } })
    expect(await suggestions()).toHaveLength(2)

    await dovecot.renumber(user, 'INBOX', 2_000_000_001)
    await deliver('fire plan')
    await sync()
    expect(await state()).toMatchObject({ status: 'connected', run: { state: 'failed', errorCode: 'cursor_expired' } })
    await sync('resync')
    expect(await titles()).toEqual(expect.arrayContaining(['seat plan', 'floor plan', 'fire plan']))
    expect(await titles()).toHaveLength(3)
    // What was read elsewhere meanwhile is not among it, and that is said.
    expect((await state()).gap).toMatchObject({ from: expect.any(Date) })
    await sync()
    expect(await titles()).toHaveLength(3)
  })

  test('a reminder that quotes nothing is the same ask, by what it answers; the same words in a mail of its own are another', async () => {
    const messageId = await deliver('seat plan')
    connectionId = (await connect('secret-1')).connectionId
    await sync('first')
    await deliver('seat plan', messageId)
    await sync()
    const [suggestion, ...others] = await ctx.db.suggestion.findMany({
      where: { connectionId },
      include: { sources: { orderBy: { addedAt: 'asc' } } },
    })
    expect(suggestion?.sources.map(({ relation }) => relation)).toEqual([null, 'thread'])
    expect(others).toEqual([])
    await deliver('seat plan')
    await sync()
    expect(await suggestions()).toHaveLength(2)
  })

  test('a finished task reads and archives its mail, and opening it again takes that back', async () => {
    const messageId = await deliver('seat plan')
    connectionId = (await connect('secret-1')).connectionId
    await sync('first')
    const [suggestion] = await suggestions()
    const { results } = await approveSuggestions(ctx, actor, { ids: [suggestion?.id ?? ''], via: 'web' })
    const id = results[0]?.taskId ?? ''
    await completeTask(ctx, actor, { id })
    expect(await writeBack(id)).toEqual(['done', 'done'])
    await sync()
    expect(await ctx.db.item.findMany({ where: { connectionId } })).toMatchObject([{ over: null }])
    expect(await dovecot.stateOf(user, messageId)).toEqual({ folder: 'Archive', unread: false })
    await reopenTask(ctx, actor, id)
    expect(await writeBack(id)).toEqual(['reverted', 'reverted'])
    expect(await dovecot.stateOf(user, messageId)).toEqual({ folder: 'INBOX', unread: true })
    // It has come again, under another number: it is the same mail.
    await sync()
    expect(await titles()).toEqual(['seat plan'])
    expect(await state()).toMatchObject({ run: { fetched: 1, created: 0 } })
  })

  test('a mail that its owner has answered or moved closes its suggestion; moved back it is proposed again', async () => {
    const messageIds = [await deliver('seat plan'), await deliver('floor plan')]
    connectionId = (await connect('secret-1')).connectionId
    await sync('first')
    const said = async () =>
      (await ctx.db.suggestion.findMany({ where: { connectionId }, orderBy: { receivedAt: 'asc' } })).map(
        ({ status, dismissReason }) => [status, dismissReason],
      )
    const [moved = '', answered = ''] = messageIds
    await dovecot.admin('flags add', user, '\\Answered', 'header', 'message-id', answered)
    await dovecot.move(user, moved, 'Trash')
    await sync()
    expect((await said()).toSorted()).toEqual([
      ['closed', 'The mail was answered.'],
      ['closed', 'The mail was moved to another folder, or deleted.'],
    ])
    await dovecot.move(user, moved, 'INBOX')
    await sync()
    await retryDueItems(ctx)
    expect((await said()).toSorted()).toEqual([
      ['closed', 'The mail was answered.'],
      ['pending_approval', null],
    ])
  })

  test('a withdrawn password needs a person, who gives another; what came meanwhile is fetched', async () => {
    connectionId = (await connect('secret-1')).connectionId
    await sync('first')
    await dovecot.setPassword(user, 'secret-2')
    await deliver('seat plan')
    await sync()
    expect(await state()).toMatchObject({ status: 'error', errorCode: 'unauthorized' })
    await expect(connect('secret-1', connectionId)).rejects.toMatchObject({ code: 'invalid_input', field: 'password' })
    expect(await connect('secret-2', connectionId)).toMatchObject({ connectionId, created: false })
    await sync()
    expect(await state()).toMatchObject({ status: 'connected', errorCode: null })
    expect(await titles()).toEqual(['seat plan'])
    const log = JSON.stringify(ctx.logger.lines)
    for (const secret of ['secret-1', 'secret-2']) expect(log).not.toContain(secret)
  })
})
