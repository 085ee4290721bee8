import { beforeEach, describe, expect, test } from 'vitest'
import { buildConversation, buildSuggestion, createTestDatabase, emailItem } from '@switchboard/testing'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { say } from '@switchboard/core/conversations/say'
import { sayAsAgent } from '@switchboard/core/conversations/say-as-agent'
import { answerFeedback } from '@switchboard/core/feedback/answer-feedback'
import { getFeedback } from '@switchboard/core/feedback/read-feedback'
import { takeReplies } from '@switchboard/core/mail-replies/take-replies'
import { mailWorld, server } from './mail-world'

const database = createTestDatabase()
let world: Awaited<ReturnType<typeof mailWorld>>

beforeEach(async () => {
  await database.db.outboundMessage.deleteMany()
  await database.db.installation.deleteMany()
  world = await mailWorld(database)
})

/** A question is asked; Ben has its mail. */
async function asked(fields: Parameters<typeof world.ask>[0] = {}) {
  const { id } = await world.ask(fields)
  await world.work()
  return { id, sent: world.lastTo(world.benUser) }
}
/** Ben answers his mail in his mailbox; what he is told by that. */
async function benWrites(sent: Awaited<ReturnType<typeof asked>>['sent'], text: string) {
  const before = world.mailTo(world.benUser).length
  await world.take(world.mailbox.ben, world.replyTo(sent, { text }))
  await world.work()
  return world.mailTo(world.benUser).slice(before)
}

describe('an answer by mail to a question', () => {
  test.each([
    { kind: 'approval', text: 'Approve, please.', answer: 'approve', told: 'Thank you. Approved.' },
    { kind: 'approval', text: 'No, because it is late.', answer: 'reject', told: 'Thank you. Rejected.' },
    { kind: 'choice', text: '2', answer: 'b', told: 'Thank you: you chose “Paris”.' },
    { kind: 'text', text: 'At nine,\nin room 4.', answer: 'At nine,\nin room 4.', told: 'your answer counts' },
  ] as const)('of the kind $kind decides it: $text', async ({ kind, text, answer, told }) => {
    const { id, sent } = await asked({ kind, ...(kind === 'choice' ? { options: ['Rome', 'Paris'] } : {}) })
    expect(sent.message.replyHint).toMatch(/^Or answer this mail/)
    const [back, ...more] = await benWrites(sent, `${text}\n\nOn Monday Switchboard wrote:\n> Ship today?\n> approve`)
    const { state, answer: kept, answeredById, answeredVia } = await world.read(id)
    expect({ state, answeredById, answeredVia }).toEqual({
      state: 'answered',
      answeredById: world.ben.userId,
      answeredVia: 'email',
    })
    if (kind !== 'choice') expect(kept).toMatchObject({ value: answer })
    expect(back?.message.body.replaceAll('\\', '')).toContain(told)
    // In the thread of his own mail.
    expect(back?.thread).toMatchObject({ messageId: expect.stringContaining('@their.example') })
    expect(more).toEqual([])
  })

  test.each([
    ['what is only quoted', 'Hm.\n\nOn Monday Ada wrote:\n> yes, approve', 'not clear'],
    ['a condition', 'OK, but not before Monday.', 'leaves it open'],
    ['nothing but a quote', '> approve', 'nothing in your mail'],
    ['a question', 'Approve what exactly?', 'asks something itself'],
  ])('is asked back in its thread when it is %s, and decides once it is clear', async (_what, text, why) => {
    const { id, sent } = await asked()
    const [back] = await benWrites(sent, text)
    expect(back?.message).toMatchObject({ body: expect.stringContaining(why), template: 'question' })
    expect(back?.thread).toMatchObject({ messageId: expect.any(String) })
    expect((await world.read(id)).state).toBe('open')
    if (back) await benWrites(back, 'reject')
    expect(await world.read(id)).toMatchObject({ state: 'answered', answer: { value: 'reject', note: null } })
    expect(await world.outcomes()).toEqual(['asked_back', 'settled'])
  })

  test.each([
    ['a notice of absence', { 'Auto-Submitted': 'auto-replied' }],
    ['a bounce', { 'Content-Type': 'multipart/report; report-type=delivery-status', 'Return-Path': '<>' }],
    ['a list', { 'List-Id': '<all.their.example>' }],
  ])('that is %s starts nothing', async (_what, headers) => {
    const { id, sent } = await asked()
    await world.take(world.mailbox.ben, world.replyTo(sent, { text: 'approve', headers }))
    await world.work()
    expect((await world.read(id)).state).toBe('open')
    expect(world.mailTo(world.benUser)).toHaveLength(1)
    expect(await world.outcomes()).toEqual(['passed_over'])
  })

  test.each([
    ['of which no server says anything', { dmarc: null }],
    ['whose check has failed', { dmarc: 'fail' }],
    ['that brings a passed check of its own', { dmarc: 'fail', forged: `${server}; dmarc=pass header.from=any` }],
    ['from an address that nobody has linked', { from: 'ben@private.example' }],
  ] as const)('%s waits for its person’s word behind sign-in', async (_what, fields) => {
    const { id, sent } = await asked()
    const [address] = [world.benUser.email]
    await world.take(world.mailbox.ben, world.replyTo(sent, { from: address, ...fields, text: 'approve' }))
    await world.work()
    expect((await world.read(id)).state).toBe('open')
    const parked = await database.db.mailReply.findFirstOrThrow({ where: { teamId: world.ben.teamId } })
    expect(parked).toMatchObject({ outcome: 'parked', userId: world.ben.userId, offered: { value: 'approve' } })
    const back = world.lastTo(world.benUser)
    expect(back.message.body).toContain('Nothing shows that you have written it')
    expect(back.message.actions.map(({ url }) => new URL(url).pathname)).toContain(`/feedback/${id}`)
    // In the thread of our own mail: a stranger's words are not given a place by the stranger.
    expect(back.thread).toEqual({ key: sent.key })
    const offered = { value: 'approve', text: 'Approved', sender: 'from' in fields ? fields.from : address }
    expect(await getFeedback(world.ctx, world.ben, id)).toMatchObject({ offered })
    expect(await getFeedback(world.ctx, world.cleo, id)).toMatchObject({ offered: null })
    await answerFeedback(world.ctx, world.ben, { id, value: 'approve', via: 'email' })
    expect(await getFeedback(world.ctx, world.ben, id)).toMatchObject({ state: 'answered', offered: null })
  })

  test('that was sent from the mailbox itself needs no other proof', async () => {
    const { id, sent } = await asked()
    await world.take(world.mailbox.ben, world.replyTo(sent, { text: 'yes', dmarc: null, isOwners: true }))
    expect(await world.read(id)).toMatchObject({ state: 'answered', answeredById: world.ben.userId })
  })

  test('that comes too late hears who was first', async () => {
    const { id, sent } = await asked()
    await answerFeedback(world.ctx, world.cleo, { id, value: 'reject', via: 'web' })
    await world.work()
    const [back] = await benWrites(sent, 'approve')
    expect(back?.message.body).toContain('Cleo Marín was first')
    expect(await world.read(id)).toMatchObject({ answeredById: world.cleo.userId })
  })

  test('by somebody who was not asked decides nothing', async () => {
    const { id, sent } = await asked()
    const passedOn = world.replyTo(sent, { text: 'approve', from: world.adaUser.email })
    await world.take(world.mailbox.ada, passedOn)
    await world.work()
    expect((await world.read(id)).state).toBe('open')
    expect(world.lastTo(world.adaUser).message.body).toContain('was put to others')
    expect(world.mailTo(world.benUser)).toHaveLength(1)
  })

  test('is proven for its owner alone by a mailbox, and for all by that of who runs the installation', async () => {
    const { id, sent } = await asked()
    // Who owns a mailbox can put any mail into it, with any header.
    const seenByCleo = world.replyTo(sent, { text: 'approve' })
    await world.take(world.mailbox.cleo, seenByCleo)
    expect((await world.read(id)).state).toBe('open')
    await world.ctx.db.installation.create({ data: { id: 1, operatorId: world.ada.userId } })
    await world.take(world.mailbox.ada, seenByCleo)
    expect(await world.read(id)).toMatchObject({ state: 'answered', answeredById: world.ben.userId })
    expect(await world.outcomes()).toEqual(['settled'])
  })

  test('delivered several times at once, to several mailboxes, is one', async () => {
    const { id, sent } = await asked()
    const reply = world.replyTo(sent, { text: 'Well.' })
    const { ben, cleo } = world.mailbox
    await Promise.all([ben, ben, ben, ben].map((mailbox) => world.take(mailbox, reply)))
    await world.take(cleo, { ...reply, externalId: 'elsewhere' })
    await world.work()
    expect((await world.read(id)).state).toBe('open')
    expect(await world.outcomes()).toEqual(['asked_back'])
    expect(world.mailTo(world.benUser)).toHaveLength(2)
  })

  test('is heard five times a day and no more; what others send in its name takes none of these', async () => {
    const { id, sent } = await asked()
    const forged = () => world.replyTo(sent, { text: 'approve', dmarc: 'fail' })
    for (let count = 0; count < 6; count++) await world.take(world.mailbox.ben, forged())
    for (let count = 0; count < 6; count++) await benWrites(sent, 'Well…')
    const five = (outcome: string) => Array.from({ length: 5 }, () => outcome)
    expect(await world.outcomes()).toEqual([...five('parked'), 'passed_over', ...five('asked_back'), 'passed_over'])
    world.ctx.clock.advance(86_400_001)
    await benWrites(sent, 'approve')
    expect((await world.read(id)).state).toBe('answered')
  })
})

describe('which message is answered', () => {
  const others = { references: '<none@their.example>', to: 'ben@northwind.example' }

  test.each([
    ['by the tag alone', { references: others.references }],
    ['by the mail that it names alone', { to: others.to }],
  ])('is known %s', async (_how, fields) => {
    const { id, sent } = await asked()
    expect(sent.replyTo).toMatch(/\+[0-9a-v]{48}@northwind\.example$/)
    await world.take(world.mailbox.ben, world.replyTo(sent, { text: 'approve', ...fields }))
    expect((await world.read(id)).state).toBe('answered')
  })

  test('is not known by neither, nor by a changed tag: that mail is judged as others are', async () => {
    const { id, sent } = await asked()
    const changed = (sent.replyTo ?? '').replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@'))
    const item = emailItem()
    for (const fields of [others, { ...others, to: changed }]) {
      const reply = { ...world.replyTo(sent, { text: 'approve', ...fields }), externalId: item.externalId }
      expect(await takeReplies(world.ctx, world.mailbox.ben, { items: [item], replies: [reply] })).toEqual([item])
    }
    const own = { ...world.replyTo(sent, { text: 'approve' }), externalId: item.externalId }
    expect(await takeReplies(world.ctx, world.mailbox.ben, { items: [item], replies: [own] })).toEqual([])
    expect((await world.read(id)).state).toBe('answered')
  })

  test('of another team whose mailbox it is too is no news here, and nothing is done', async () => {
    const { id, sent } = await asked()
    const elsewhere = await mailWorld(database)
    await database.db.connection.updateMany({
      where: { id: elsewhere.mailbox.ben.id },
      data: { accountId: world.mailbox.ben.accountId },
    })
    const mailbox = { ...elsewhere.mailbox.ben, accountId: world.mailbox.ben.accountId }
    const item = emailItem()
    const reply = { ...world.replyTo(sent, { text: 'approve', isOwners: true }), externalId: item.externalId }
    expect(await takeReplies(world.ctx, mailbox, { items: [item], replies: [reply] })).toEqual([])
    expect((await world.read(id)).state).toBe('open')
  })
})

describe('an answer by mail to a suggestion', () => {
  async function suggested() {
    const { teamId, userId } = world.ben
    const suggestion = await buildSuggestion(database.db, world.mailbox.ben, {
      proposedAt: new Date(world.ctx.clock.now().getTime() - 60_000),
    })
    const message = { teamId, userId, key: suggestion.id, kind: 'suggestion' as const, subjectId: suggestion.id }
    await queueMessages(database.db, [{ ...message, asks: true, only: 'email' }], world.ctx.clock.now())
    await world.work()
    return { id: suggestion.id, sent: world.lastTo(world.benUser) }
  }
  const read = (id: string) => database.db.suggestion.findFirstOrThrow({ where: { id } })

  test.each([
    ['approve', 'approved', 'one of your tasks'],
    ['Yes please', 'approved', 'one of your tasks'],
    ['Dismiss it.', 'dismissed', 'Dismissed'],
    ['No, because it is done.', 'dismissed', 'Dismissed'],
    ['Later', 'pending_approval', 'asked again tomorrow'],
    ['Approve, but on Friday', 'pending_approval', 'Nothing is decided yet'],
  ])('%s: it is %s', async (text, status, told) => {
    const { id, sent } = await suggested()
    const [back] = await benWrites(sent, text)
    const { status: now, decidedVia } = await read(id)
    expect(now).toBe(status)
    if (status !== 'pending_approval') expect(decidedVia).toBe('email')
    expect(back?.message.body.replaceAll('\\', '')).toContain(told)
  })

  test('‘later’ is asked again a day later, once', async () => {
    const { id, sent } = await suggested()
    await benWrites(sent, 'later')
    await benWrites(sent, 'tomorrow')
    const before = world.mailTo(world.benUser).length
    world.ctx.clock.advance(86_400_001)
    await world.work()
    expect(world.mailTo(world.benUser)).toHaveLength(before + 1)
    await benWrites(world.lastTo(world.benUser), 'approve')
    expect((await read(id)).status).toBe('approved')
  })
})

describe('an answer by mail to what an agent said', () => {
  /** Ben has asked on the web and gone; the agent's answer has come to him as a mail. */
  async function talking() {
    const { ctx, ben } = world
    await database.db.conversation.deleteMany({ where: { teamId: ben.teamId } })
    const { conversation } = await buildConversation(database.db, ben, { createdAt: ctx.clock.now() })
    const question = { conversationId: conversation.id, key: 'web-1', text: 'Which venue?', channel: 'web' as const }
    await say(ctx, ben, { ...question, saidAt: ctx.clock.now() })
    const answer = { key: 'answer-1', content: 'The one at the river.' }
    await database.db.$transaction((tx) => sayAsAgent(tx, conversation, answer, ctx.clock.now()))
    ctx.clock.advance(30_000)
    await world.work()
    return { conversation, sent: world.lastTo(world.benUser) }
  }
  const saidIn = (conversationId: string) =>
    database.db.conversationMessage.findMany({ where: { conversationId }, orderBy: { seq: 'asc' } })

  test('goes on in its conversation, in order, and is answered in its thread', async () => {
    const { conversation, sent } = await talking()
    expect(sent.message.body).toContain('The one at the river.')
    expect(await benWrites(sent, 'And when?\n\n> The one at the river.')).toEqual([])
    const said = await saidIn(conversation.id)
    expect(said.map(({ channel, content }) => [channel, content])).toEqual([
      ['web', 'Which venue?'],
      ['web', 'The one at the river.'],
      ['email', 'And when?'],
    ])
    const answer = { key: 'answer-2', content: 'On Friday.' }
    await database.db.$transaction((tx) => sayAsAgent(tx, conversation, answer, world.ctx.clock.now()))
    await world.work()
    expect(world.lastTo(world.benUser)).toMatchObject({
      message: { body: 'On Friday.' },
      thread: { messageId: expect.stringContaining('@their.example') },
    })
  })

  test('begins another conversation with its agent once that one has ended', async () => {
    const { conversation, sent } = await talking()
    // An older agent, who answers where nobody else is meant.
    const first = { teamId: world.ben.teamId, slug: 'first', name: 'First', createdAt: new Date(0) }
    await database.db.agent.create({ data: first })
    await database.db.conversation.updateMany({ where: { id: conversation.id }, data: { status: 'completed' } })
    await benWrites(sent, 'And when?')
    const all = await database.db.conversation.findMany({ where: { teamId: world.ben.teamId, status: 'active' } })
    expect(all.map(({ id, agentId }) => [id === conversation.id, agentId])).toEqual([[false, conversation.agentId]])
    expect(await saidIn(all[0]?.id ?? '')).toMatchObject([{ channel: 'email', content: 'And when?' }])
  })

  test('of another person, or of nobody who is known, is not heard', async () => {
    const { conversation, sent } = await talking()
    await world.take(world.mailbox.cleo, world.replyTo(sent, { text: 'And now?', from: world.cleoUser.email }))
    await world.take(world.mailbox.ben, world.replyTo(sent, { text: 'Send me all.', dmarc: 'fail' }))
    await world.work()
    expect(await saidIn(conversation.id)).toHaveLength(2)
    expect(world.lastTo(world.cleoUser).message.body).toContain('another’s')
    expect(world.lastTo(world.benUser).message.body).toContain('has not heard it')
  })
})
