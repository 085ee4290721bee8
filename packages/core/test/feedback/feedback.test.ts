import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { buildConversation, buildMember, createTestDatabase, queuedJobs } from '@switchboard/testing'
import { pressOf } from '@switchboard/core/channels/presses'
import { askFeedback, type Asking } from '@switchboard/core/feedback/ask-feedback'
import { cancelFeedback } from '@switchboard/core/feedback/cancel-feedback'
import { feedbackLimits } from '@switchboard/core/feedback/limits'
import { pressFeedback } from '@switchboard/core/feedback/press-feedback'
import { getFeedback, listFeedback } from '@switchboard/core/feedback/read-feedback'
import { remindFeedback } from '@switchboard/core/feedback/remind-feedback'
import { feedbackWorld } from './feedback-world'

const database = createTestDatabase()
const hourMs = 3_600_000

describe('a question', () => {
  test('reaches everybody asked on all its channels at once, with what can be pressed, and its words format nothing', async () => {
    const { slack, mail, ask, work } = await feedbackWorld(database)
    const { id } = await ask({ channels: ['slack', 'email'], details: 'The **build** is green.' })
    await work()
    expect(slack.arrived.map(({ address }) => address).sort()).toEqual(['U2', 'U3'])
    expect(mail.arrived).toHaveLength(2)
    const [sent] = slack.arrived
    expect(sent?.message.actions.map((action) => action.id)).toEqual([
      `feedback.approve:${id}`,
      `feedback.reject:${id}`,
    ])
    expect(sent?.message.actions.map(({ url }) => new URL(url).pathname)).toEqual([
      `/feedback/${id}`,
      `/feedback/${id}`,
    ])
    expect(sent?.message.body).toContain('**Ship \\*today\\*\\?**')
    expect(sent?.message.body).toContain('The **build** is green.')
    expect(sent?.message.body).toContain('Ada Lindqvist asks')
  })

  test('without channels goes by the way of each person, once', async () => {
    const { slack, mail, ask, work } = await feedbackWorld(database)
    await ask({ channels: [] })
    await work()
    expect([slack.arrived.length, mail.arrived.length]).toEqual([2, 0])
  })

  test('asked again under its id is one; under the id of another’s there is none', async () => {
    const { ada, ben, ask } = await feedbackWorld(database)
    const { id, teamId } = await ask()
    expect((await ask({ id })).id).toBe(id)
    expect(await database.db.outboundMessage.count({ where: { teamId, subjectId: id } })).toBe(2)
    await expect(ask({ id, recipientIds: [ada.userId] }, ben)).rejects.toMatchObject({ code: 'not_found' })
  })

  const unfit: [why: string, fields: Partial<Asking>, field: string][] = [
    ['no words', { question: '  ' }, 'question'],
    ['too many', { question: 'a'.repeat(501) }, 'question'],
    ['nobody', { recipientIds: [] }, 'recipientIds'],
    ['a stranger', { recipientIds: [crypto.randomUUID()] }, 'recipientIds'],
    ['one option', { kind: 'choice', options: ['Red'] }, 'options'],
    ['the same twice', { kind: 'choice', options: ['Red', 'red '] }, 'options'],
    ['a minute of time', { expiresInMs: 60_000 }, 'expiresInMs'],
  ]
  test.each(unfit)('with %s is refused at its field', async (_why, fields, field) => {
    const { ask } = await feedbackWorld(database)
    await expect(ask(fields)).rejects.toMatchObject({ code: 'invalid_input', field })
  })
})

describe('an answer', () => {
  test('decides, is said wherever the question stands, and its buttons go away', async () => {
    const { slack, mail, ben, ask, answer, work, read } = await feedbackWorld(database)
    const { id } = await ask({ channels: ['slack', 'email'] })
    await work()
    await answer(ben, id, { via: 'slack', note: 'Go.' })
    await work()
    expect(await read(id)).toMatchObject({
      state: 'answered',
      answer: { value: 'approve', note: 'Go.' },
      answeredById: ben.userId,
      answeredVia: 'slack',
      dueAt: null,
    })
    expect(slack.updated.map(({ message }) => [message.outcome, message.actions])).toEqual([
      ['Approved by Ben Okafor in Slack\\. “Go\\.”', []],
      ['Approved by Ben Okafor in Slack\\. “Go\\.”', []],
    ])
    // Who asked hears of it by their own way; a mail cannot be changed, so that who has one gets another.
    expect(slack.arrived.slice(2).map(({ address, message }) => [address, message.title])).toEqual([
      ['U1', 'Answered: Ship *today*?'],
    ])
    expect(mail.arrived.slice(2).map(({ message }) => message.title)).toEqual(['Answered: Ship *today*?'])
    expect(mail.arrived[2]?.thread).not.toBeNull()
  })

  test('before its message went out spares the others', async () => {
    const { slack, ben, ask, answer, work } = await feedbackWorld(database)
    const { id } = await ask()
    await answer(ben, id)
    await work()
    expect(slack.arrived.map(({ address }) => address)).toEqual(['U1'])
  })

  test('comes too late: who was first, where and when, in the zone of who hears it', async () => {
    const { ctx, ben, cleo, ask, answer } = await feedbackWorld(database)
    const { id } = await ask()
    await answer(ben, id, { value: 'reject', via: 'telegram' })
    ctx.clock.advance(60_000)
    await expect(answer(cleo, id)).rejects.toMatchObject({
      code: 'already_decided',
      message: 'Ben Okafor was first, in Telegram on Monday 2 March, 10:00: “Rejected”.',
      facts: { by: 'Ben Okafor', via: 'telegram', at: '2026-03-02T09:00:00.000Z', state: 'answered' },
    })
    await expect(answer(ben, id)).rejects.toMatchObject({ message: expect.stringMatching(/^You were first/) })
  })

  test('of the same person again is what it was', async () => {
    const { ben, ask, answer } = await feedbackWorld(database)
    const { id } = await ask()
    const first = await answer(ben, id)
    expect(await answer(ben, id)).toMatchObject({ id, answeredAt: first.answeredAt })
  })

  test('counts from those alone who are asked', async () => {
    const { ctx, ada, ask, answer, read } = await feedbackWorld(database)
    const { actor: dana } = await buildMember(database.db, { teamId: ada.teamId, role: 'member', name: 'Dana' })
    const { actor: stranger } = await buildMember(database.db)
    const { id } = await ask()
    await expect(answer(ada, id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(answer(dana, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(answer(stranger, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getFeedback(ctx, dana, id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await read(id)).toMatchObject({ state: 'open', answer: null })
  })

  test.each([
    ['approval', 'yes', /Approve or reject/],
    ['choice', '3', /Choose one of these: Red, Green/],
    ['text', '  ', /Write an answer/],
    ['text', 'a'.repeat(4_001), /4,000/],
    ['text', 'a\0', /cannot be kept/],
  ] as const)('to %s of %j decides nothing', async (kind, value, message) => {
    const { ben, ask, answer, read } = await feedbackWorld(database)
    const { id } = await ask({ kind, options: ['Red', 'Green'] })
    await expect(answer(ben, id, { value })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(message),
    })
    expect((await read(id)).state).toBe('open')
  })

  test('a hundred at the same time: one decides, and each of the others hears which', async () => {
    const { ben, cleo, ask, answer, read } = await feedbackWorld(database)
    const { id } = await ask({ kind: 'text' })
    const vias = ['web', 'slack', 'email', 'telegram'] as const
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        answer(index % 2 ? ben : cleo, id, { value: `answer ${index}`, via: vias[index % 4] }),
      ),
    )
    const won = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const lost = outcomes.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []))
    expect([won.length, lost.length]).toEqual([1, 99])
    const decided = await read(id)
    expect(decided.answer).toEqual(won[0]?.answer)
    for (const reason of lost)
      expect(reason).toMatchObject({
        code: 'already_decided',
        message: expect.stringMatching(/^(Ben Okafor was|Cleo Marín was|You were) first, (in|by) \S+/),
        facts: { via: decided.answeredVia },
      })
    const { teamId } = decided
    expect(await database.db.outboundMessage.count({ where: { teamId, subjectId: id, kind: 'feedback_end' } })).toBe(1)
  })
})

describe('a press', () => {
  test.each(['feedback.approve', 'feedback.reject', 'feedback.choose', 'feedback.write', 'feedback.choose_e'])(
    '%s is known, within what Telegram carries',
    (name) => {
      const id = `${name}:${crypto.randomUUID()}`
      expect(Buffer.byteLength(id)).toBeLessThanOrEqual(64)
      expect(pressOf(id)).not.toBeNull()
    },
  )

  test('of an option chooses it', async () => {
    const { ctx, slack, ben, ask, work, read } = await feedbackWorld(database)
    const { id } = await ask({ kind: 'choice', options: ['Red', 'Green'] })
    await work()
    const [action] = slack.arrived[0]?.message.actions.slice(1) ?? []
    expect(action).toMatchObject({ label: 'Green', id: `feedback.choose_b:${id}` })
    const press = pressOf(action?.id ?? '')?.press
    expect(await press?.act(ctx, ben, { subjectId: id, seenAt: null, values: null, via: 'slack' })).toMatch(
      /^Thank you/,
    )
    await work()
    expect(slack.updated[0]?.message.outcome).toBe('Ben Okafor chose “Green” in Slack\\.')
    expect((await read(id)).answer).toEqual({ value: '2', note: null })
  })

  test('of many options, or for words, opens a form; who is not asked and who is late get none', async () => {
    const { ctx, ada, ben, cleo, slack, ask, work } = await feedbackWorld(database)
    const options = ['a', 'b', 'c', 'd', 'e', 'f']
    const { id } = await ask({ kind: 'choice', options })
    await work()
    expect(slack.arrived[0]?.message.actions.map((action) => action.id)).toEqual([`feedback.choose:${id}`])
    const press = (actor: typeof ben, values: Record<string, string> | null) =>
      pressFeedback(ctx, actor, { verb: 'choose', id, values, via: 'slack' })
    const opened = await press(ben, null)
    expect('form' in opened && opened.form.fields).toMatchObject([
      { kind: 'choice', options: [{ value: '1', label: 'a' }, {}, {}, {}, {}, {}] },
    ])
    await expect(press(ada, null)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(press(ben, { answer: '' })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await press(ben, { answer: '6' })).toMatchObject({ text: expect.stringContaining('Thank you') })
    await expect(press(cleo, null)).rejects.toMatchObject({ code: 'already_decided' })
  })

  test('and an answer on the page within the same second: one counts, and both places say which', async () => {
    const { ctx, slack, ben, cleo, ask, answer, work, read } = await feedbackWorld(database)
    const { id } = await ask()
    await work()
    const outcomes = await Promise.allSettled([
      pressFeedback(ctx, ben, { verb: 'approve', id, values: null, via: 'slack' }),
      answer(cleo, id, { value: 'reject', via: 'web' }),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await work()
    const said =
      (await read(id)).answeredVia === 'slack'
        ? 'Approved by Ben Okafor in Slack'
        : 'Rejected by Cleo Marín in the browser'
    expect(new Set(slack.updated.map(({ message }) => message.outcome))).toEqual(new Set([`${said}\\.`]))
    expect(slack.updated).toHaveLength(2)
  })

  test('by who sees its message and was not asked is refused in words', async () => {
    const { ctx, ada, ask } = await feedbackWorld(database)
    const { actor: dana } = await buildMember(database.db, { teamId: ada.teamId, role: 'member', name: 'Dana' })
    const { id } = await ask()
    const press = pressOf(`feedback.approve:${id}`)?.press
    expect(await press?.act(ctx, dana, { subjectId: id, seenAt: null, values: null, via: 'slack' })).toBe(
      'This question was put to others: only they can answer it.',
    )
  })
})

test('no more than so many are open, whoever asks at once; one that is asked again is the same at the limit too', async () => {
  const { ctx, ada, ask } = await feedbackWorld(database)
  const last = await ask()
  const at = { createdAt: ctx.clock.now(), expiresAt: last.expiresAt }
  await database.db.feedbackRequest.createMany({
    data: Array.from({ length: feedbackLimits.open - 3 }, () => ({
      teamId: ada.teamId,
      id: randomUUID(),
      kind: 'approval' as const,
      question: 'Another?',
      askedById: ada.userId,
      ...at,
    })),
  })
  const ends = await Promise.allSettled(Array.from({ length: 6 }, () => ask()))
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  await expect(ask()).rejects.toMatchObject({ code: 'rate_limited' })
  expect(await ask({ id: last.id })).toMatchObject({ id: last.id })
})

describe('time', () => {
  test('half of it brings a reminder, nine tenths another, its end an outcome of its own', async () => {
    const { ctx, slack, ada, ben, ask, answer, work, read } = await feedbackWorld(database)
    const { id } = await ask()
    const pass = async (ms: number) => {
      ctx.clock.advance(ms)
      // Twice: a job may run twice.
      await Promise.all([remindFeedback(ctx), remindFeedback(ctx)])
      await work()
    }
    await pass(0)
    expect(slack.arrived).toHaveLength(2)
    await pass(24 * hourMs - 1)
    expect(slack.arrived).toHaveLength(2)
    await pass(1)
    expect(slack.arrived.slice(2).map(({ message }) => message.title)).toEqual(Array(2).fill('Reminder: Ship *today*?'))
    await pass(19.2 * hourMs)
    expect(slack.arrived).toHaveLength(6)
    await pass(4.8 * hourMs)
    expect(await read(id)).toMatchObject({ state: 'expired', answer: null, answeredById: null, dueAt: null })
    expect(slack.arrived.slice(6).map(({ address, message }) => [address, message.title])).toEqual([
      ['U1', 'Not answered: Ship *today*?'],
    ])
    expect(slack.updated).toHaveLength(6)
    expect(slack.updated.every(({ message }) => message.outcome === 'Nobody answered in time\\.')).toBe(true)
    await expect(answer(ben, id)).rejects.toMatchObject({
      code: 'already_decided',
      message: 'This question expired on Wednesday 4 March, 10:00: nobody had answered in time.',
    })
    await expect(cancelFeedback(ctx, ada, id)).rejects.toMatchObject({ code: 'already_decided' })
  })

  test('that is over ends it before anybody has written that down', async () => {
    const { ctx, ben, ask, answer, read } = await feedbackWorld(database)
    const { id } = await ask({ expiresInMs: hourMs })
    ctx.clock.advance(hourMs)
    await expect(answer(ben, id)).rejects.toMatchObject({ code: 'already_decided', facts: { state: 'expired' } })
    expect((await getFeedback(ctx, ben, id)).state).toBe('expired')
    expect((await read(id)).state).toBe('open')
  })

  test('that passed while no worker ran brings one reminder, not two', async () => {
    const { ctx, slack, ask, work } = await feedbackWorld(database)
    await ask()
    await work()
    ctx.clock.advance(47 * hourMs)
    await remindFeedback(ctx)
    await work()
    expect(slack.arrived).toHaveLength(4)
  })

  test('passes without reminders of what is answered', async () => {
    const { ctx, slack, ben, ask, answer, work } = await feedbackWorld(database)
    const { id } = await ask()
    await work()
    await answer(ben, id)
    await work()
    ctx.clock.advance(60 * hourMs)
    await remindFeedback(ctx)
    await work()
    expect(slack.arrived).toHaveLength(3)
  })
})

test('who asked withdraws a question, and nobody else among members', async () => {
  const { ctx, slack, ada, ben, ask, answer, work, read } = await feedbackWorld(database)
  const { id } = await ask()
  await work()
  await expect(cancelFeedback(ctx, ben, id)).rejects.toMatchObject({ code: 'forbidden' })
  await cancelFeedback(ctx, ada, id)
  await cancelFeedback(ctx, ada, id)
  await work()
  expect((await read(id)).state).toBe('cancelled')
  expect(slack.updated.map(({ message }) => message.actions.length)).toEqual([0, 0])
  await expect(answer(ben, id)).rejects.toMatchObject({ message: expect.stringContaining('withdrawn') })
})

test('lists show what is put to oneself, what oneself has asked, and admins all', async () => {
  const { ctx, ada, ben, cleo, ask, answer } = await feedbackWorld(database)
  const toBoth = await ask()
  const toCleo = await ask({ recipientIds: [cleo.userId], question: 'And tomorrow?' }, ben)
  const ids = async (actor: typeof ada, view: 'for_me' | 'by_me' | 'all') =>
    (await listFeedback(ctx, actor, { view, limit: 50 })).items.map(({ id }) => id).sort()
  expect(await ids(ben, 'for_me')).toEqual([toBoth.id])
  expect(await ids(cleo, 'for_me')).toEqual([toBoth.id, toCleo.id].sort())
  expect(await ids(ben, 'by_me')).toEqual([toCleo.id])
  expect(await ids(ada, 'all')).toEqual([toBoth.id, toCleo.id].sort())
  await expect(ids(ben, 'all')).rejects.toMatchObject({ code: 'forbidden' })
  await answer(ben, toBoth.id)
  expect(await ids(cleo, 'for_me')).toEqual([toCleo.id])
  const [first] = (await listFeedback(ctx, ada, { view: 'all', limit: 1 })).items
  expect(first).toMatchObject({ mayAnswer: false })
})

test('what an agent asks in a conversation is seen and withdrawn by its member, and by no admin', async () => {
  const { ctx, ada, ben, cleo } = await feedbackWorld(database)
  const { conversation } = await buildConversation(database.db, ben)
  const asking: Asking = { kind: 'approval', question: 'Reply “On my way”?', recipientIds: [ben.userId] }
  const { id } = await database.db.$transaction((tx) =>
    askFeedback(tx, { teamId: ben.teamId, userId: null, conversation }, asking, ctx.clock.now()),
  )
  expect((await listFeedback(ctx, ada, { view: 'all', limit: 50 })).items).toEqual([])
  for (const other of [ada, cleo])
    for (const look of [getFeedback, cancelFeedback])
      await expect(look(ctx, other, id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await getFeedback(ctx, ben, id)).toMatchObject({ mayCancel: true })
})

test('in a conversation it is a card that tells what became of it, and the run that waits goes on', async () => {
  const { ctx, ada, ben, answer } = await feedbackWorld(database)
  const { teamId, userId } = ada
  const { agent, conversation } = await buildConversation(database.db, ada)
  const run = await database.db.agentRun.create({
    data: { teamId, userId, agentId: agent.id, conversationId: conversation.id, createdAt: ctx.clock.now() },
  })
  const { id } = await database.db.$transaction((tx) =>
    askFeedback(
      tx,
      { teamId, userId: null, conversation, runId: run.id },
      { kind: 'approval', question: 'Book it?', recipientIds: [ben.userId] },
      ctx.clock.now(),
    ),
  )
  const waiting = async () => (await queuedJobs(database.db, 'answer-message')).map(({ payload }) => payload)
  expect(await waiting()).toEqual([])
  await answer(ben, id)
  expect(await waiting()).toEqual([{ teamId, runId: run.id }])
  const events = await database.db.conversationEvent.findMany({
    where: { teamId, conversationId: conversation.id },
    orderBy: { seq: 'asc' },
  })
  expect(events.map(({ data }) => data)).toMatchObject([
    { kind: 'said', said: { kind: 'feedback', content: 'Book it?', data: { feedbackId: id } } },
    { kind: 'said', said: { kind: 'feedback', data: { feedbackId: id, state: 'answered' } } },
  ])
})
