import { beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '@switchboard/core/context'
import { askAsMember } from '@switchboard/core/feedback/ask-feedback'
import { runSync } from '@switchboard/core/sync/run-sync'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { connectGmail, sandboxWorld } from './sandbox-world'
import { workOnce } from './work-once'

const database = createTestDatabase()
const world = sandboxWorld(database)
const account = 'ada@northwind.example'
let ada: Actor
let asker: Actor
let connectionId: string

const mailbox = () => world.sandbox.store.mailbox(account)
const sync = () => runSync(world.ctx, { teamId: ada.teamId, connectionId, trigger: 'manual' })
const work = () => workOnce(database, world.ctx)
/** The newest first. */
const textsOf = (subject: string) =>
  mailbox()
    .data.messages.filter((message) => message.subject === subject)
    .map(({ raw }) => Buffer.from(raw, 'base64url').toString())

/** Ada wants Switchboard's mail, and has it by her own mailbox. */
beforeEach(async () => {
  const { ctx } = world
  for (const { id } of mailbox().data.messages) mailbox().remove(id)
  ada = (await buildMember(ctx.db)).actor
  const { teamId, userId } = ada
  asker = (await buildMember(ctx.db, { teamId, name: 'Ben Okafor' })).actor
  connectionId = await connectGmail(world, ada, account)
  const { settings } = await ctx.db.connection.findFirstOrThrow({ where: { id: connectionId } })
  await ctx.db.connection.updateMany({
    where: { id: connectionId },
    data: { settings: { ...Object(settings), sendMessages: true } },
  })
  const now = ctx.clock.now()
  const known = { channel: 'email' as const, address: account, name: account, confirmedAt: now, createdAt: now }
  await ctx.db.identity.create({ data: { teamId, userId, ...known } })
  await sync()
  await ctx.db.$executeRaw`delete from graphile_worker._private_jobs`
})

/** Ben asks Ada; its mail is in her inbox. */
async function ask() {
  const { ctx } = world
  const asking = { kind: 'approval' as const, question: 'Book the venue?', recipientIds: [ada.userId] }
  const { id } = await askAsMember(ctx, asker, { ...asking, channels: ['email'] })
  await work()
  const [mail] = mailbox().data.messages
  if (!mail) throw new Error('No mail has come.')
  return { id, mail }
}
const read = (id: string) => world.ctx.db.feedbackRequest.findFirstOrThrow({ where: { id } })
const itemsOf = () => world.ctx.db.item.count({ where: { teamId: ada.teamId } })
async function answer(mailId: string, text: string) {
  const url = `${world.sandbox.url}/control/mailbox/${account}/${mailId}/answer`
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(url, { method: 'POST', headers, body: JSON.stringify({ text }) })).status).toBe(200)
  await sync()
  await work()
}

describe('a question that has come by Gmail', () => {
  test('is answered by answering its mail: the answer is no item, and is thanked for in its thread', async () => {
    const { id, mail } = await ask()
    expect(textsOf(mail.subject)[0]).toMatch(/^Reply-To: Switchboard\s+<ada\+[0-9a-v]{48}@northwind\.example>/m)
    await answer(mail.id, 'Hm, what does it cost?')
    expect((await read(id)).state).toBe('open')
    const [askedBack] = mailbox().data.messages
    expect(askedBack).toMatchObject({ subject: 'Re: Book the venue?', threadId: mail.threadId })
    await answer(askedBack?.id ?? '', 'Approve, it is fine.')
    expect(await read(id)).toMatchObject({
      state: 'answered',
      answeredById: ada.userId,
      answeredVia: 'email',
      answer: { value: 'approve', note: null },
    })
    expect(mailbox().data.messages.every(({ threadId }) => threadId === mail.threadId)).toBe(true)
    expect(await itemsOf()).toBe(0)
  })

  test('is not decided by a mail that only says it comes from her, but by her word on its page', async () => {
    const { id, mail } = await ask()
    const [to] = /ada\+[0-9a-v]{48}@northwind\.example/.exec(textsOf(mail.subject)[0] ?? '') ?? []
    const forged = [
      'Authentication-Results: mx.google.com; dmarc=fail header.from=northwind.example',
      'Authentication-Results: mx.google.com; dmarc=pass header.from=northwind.example',
      `From: Ada Lindqvist <${account}>`,
      `To: ${to}`,
      'Subject: Re: Book the venue?',
      'Message-ID: <forged@evil.example>',
    ]
    const raw = Buffer.from(`${forged.join('\r\n')}\r\n\r\napprove\r\n`)
    await mailbox().add(raw, { labels: ['INBOX', 'UNREAD'], receivedAt: new Date() })
    await sync()
    await work()
    expect((await read(id)).state).toBe('open')
    expect(await world.ctx.db.mailReply.findMany({ where: { teamId: ada.teamId } })).toMatchObject([
      { outcome: 'parked', userId: ada.userId, sender: account },
    ])
    expect(textsOf('Re: Book the venue?').some((text) => text.includes('X-Switchboard-Message: question'))).toBe(true)
    expect(await itemsOf()).toBe(0)
  })
})

test('a mail to an agent begins a conversation, and is answered in its thread', async () => {
  const { ctx } = world
  const { teamId } = ada
  await ctx.db.agent.create({ data: { teamId, slug: 'scout', name: 'Scout' } })
  const head = [
    'Authentication-Results: mx.google.com; dmarc=pass header.from=northwind.example',
    `From: Ada Lindqvist <${account}>`,
    `To: Scout <${account.replace('@', '+scout@')}>`,
    'Subject: What is left?',
    'Message-ID: <first@northwind.example>',
  ]
  const raw = Buffer.from(`${head.join('\r\n')}\r\n\r\n/tasks\r\n`)
  await mailbox().add(raw, { labels: ['INBOX', 'UNREAD'], receivedAt: new Date() })
  await sync()
  await work()
  const said = await ctx.db.conversationMessage.findMany({ where: { teamId }, orderBy: { seq: 'asc' } })
  expect(said.map(({ speaker, content }) => [speaker, content])).toEqual([
    ['person', '/tasks'],
    ['agent', expect.stringMatching(/task/)],
  ])
  const [answer, first] = mailbox().data.messages
  expect(answer).toMatchObject({ subject: 'Re: What is left?', threadId: first?.threadId })
  expect(await itemsOf()).toBe(0)
})
