import { describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildItem,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  fakeChannel,
  fakeProviders,
  testContext,
} from '@switchboard/testing'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import type { Preferences } from '@switchboard/core/channels/preferences'
import { queueDigests } from '@switchboard/core/channels/queue-digests'
import { refreshMessages } from '@switchboard/core/channels/refresh-messages'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { traceSchema } from '@switchboard/core/channels/trace'
import { unsubscribe, unsubscribeUrl } from '@switchboard/core/channels/unsubscribe'
import { SwitchboardError } from '@switchboard/core/errors'
import { approveSuggestions, dismissSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { insertSuggestions, type NewSuggestion } from '@switchboard/core/suggestions/insert-suggestions'
import { pressSuggestion } from '@switchboard/core/suggestions/press-suggestion'
import { undoDecisions } from '@switchboard/core/suggestions/undo-decisions'

const database = createTestDatabase()
let jobs = 1n

/** A member known at a workspace, who wants to be told of suggestions from 70 % on. */
async function world({ suggestionsFrom = 0.7, digestAt = null, ...others }: Partial<Preferences> = {}) {
  const slack = fakeChannel()
  /** What an update of what stands there throws. */
  const faults: Error[] = []
  const { update } = slack
  slack.update = async (...args) => {
    const fault = faults.pop()
    if (fault) throw fault
    await update?.(...args)
  }
  const mail = fakeChannel({ kind: 'email' })
  const ctx = {
    ...testContext(database, { providers: fakeProviders({ ownership: 'shared', channel: slack }) }),
    mailServer: mail,
  }
  const { actor } = await buildMember(database.db)
  const { teamId, userId } = actor
  const connection = await buildConnection(database.db, actor, { ownerId: null })
  await buildGrant(ctx, connection)
  const createdAt = ctx.clock.now()
  await database.db.identity.create({
    data: {
      teamId,
      userId,
      channel: 'slack',
      connectionId: connection.id,
      address: 'U1',
      name: '@ada',
      confirmedAt: createdAt,
      createdAt,
    },
  })
  await database.db.reachPreference.create({
    data: { teamId, userId, values: { suggestionsFrom, digestAt, ...others }, updatedAt: createdAt },
  })
  const mailbox = await buildConnection(database.db, actor)
  const sent = async () =>
    (await database.db.delivery.findMany({ where: { teamId }, orderBy: { startedAt: 'asc' } })).map(
      ({ channel }) => channel,
    )
  const work = () => deliverMessages(ctx, jobs++)
  /** As a sync enters it. */
  const propose = async (fields: Partial<NewSuggestion> = {}) => {
    const item = await buildItem(database.db, mailbox)
    const [suggestion] = await database.db.$transaction((tx) =>
      insertSuggestions(
        tx,
        [
          {
            id: crypto.randomUUID(),
            teamId,
            itemId: item.id,
            connectionId: mailbox.id,
            assigneeId: userId,
            status: 'pending_approval',
            title: 'Return the *security* questionnaire <!channel>',
            description: '',
            priority: 'high',
            dueAt: null,
            dueAllDay: false,
            tags: [],
            confidence: 0.9,
            reasoning: 'A customer asks for it.',
            evidence: [],
            model: 'test',
            flags: [],
            receivedAt: ctx.clock.now(),
            closesAt: null,
            decidedVia: null,
            ask: null,
            keys: [],
            ...fields,
          },
        ],
        ctx.clock.now(),
      ),
    )
    return suggestion?.id ?? ''
  }
  return { ctx, actor, slack, faults, connection, mailbox, work, propose, sent }
}

describe('a suggestion', () => {
  test('is sent to who wants it, with what can be pressed, and its words format nothing', async () => {
    const { ctx, slack, work, propose } = await world()
    const id = await propose()
    await work()
    expect(slack.arrived).toHaveLength(1)
    const [sent] = slack.arrived
    expect(sent?.message.actions.map((action) => action.id)).toEqual([
      `suggestion.approve:${id}:${ctx.clock.now().getTime().toString(36)}`,
      `suggestion.edit:${id}:${ctx.clock.now().getTime().toString(36)}`,
      `suggestion.dismiss:${id}:${ctx.clock.now().getTime().toString(36)}`,
    ])
    expect(sent?.message.body).toContain('Return the \\*security\\* questionnaire \\<\\!channel\\>')
  })

  test.each([
    ['less sure than wanted', {}, { confidence: 0.6 }],
    ['for who wants none', { suggestionsFrom: null }, {}],
    ['of days ago', {}, { receivedAt: new Date('2026-02-20T09:00:00Z') }],
    ['approved by itself', {}, { status: 'auto_approved' as const, decidedVia: 'auto' as const }],
  ])('%s is not sent', async (_case, wanted, fields) => {
    const { slack, work, propose } = await world(wanted)
    await propose(fields)
    await work()
    expect(slack.arrived).toEqual([])
  })

  test('is as urgent as its item says, unless that looks as if it were made to deceive', async () => {
    const { propose } = await world()
    const [honest, flagged] = [
      await propose({ priority: 'urgent' }),
      await propose({ priority: 'urgent', flags: ['injection'] }),
    ]
    const urgencyOf = async (subjectId: string) =>
      (await database.db.outboundMessage.findFirst({ where: { subjectId } }))?.urgency
    expect([await urgencyOf(honest), await urgencyOf(flagged)]).toEqual(['urgent', 'normal'])
  })

  test.each([
    ['cannot be reached just then', new SwitchboardError('unavailable', 'Not now.', { retryable: true })],
    ['cannot be changed by a fault of our own', new TypeError('no place')],
  ])('decided long after it was sent says so, also where that %s', async (_case, fault) => {
    const { ctx, actor, slack, faults, work, propose } = await world({ answerWithinMinutes: 1_440 })
    const id = await propose()
    await work()
    ctx.clock.advance(2 * 3_600_000)
    faults.push(fault)
    await dismissSuggestions(ctx, actor, { ids: [id], via: 'web' })
    await work()
    expect(slack.updated).toEqual([])
    ctx.clock.advance(5_000)
    await work()
    expect(slack.updated.map(({ message }) => message.actions.length)).toEqual([0])
    ctx.clock.advance(3_600_000)
    await work()
    expect(slack.updated).toHaveLength(1)
  })

  test('decided while its channel is paused says so there when that goes on', async () => {
    const { ctx, actor, slack, connection, work, propose } = await world()
    const id = await propose()
    await work()
    const { teamId } = actor
    const setStatus = (status: 'paused' | 'connected') =>
      database.db.connection.update({ where: { teamId_id: { teamId, id: connection.id } }, data: { status } })
    await setStatus('paused')
    await approveSuggestions(ctx, actor, { ids: [id], via: 'web' })
    for (let round = 0; round < 9; round++) {
      await work()
      ctx.clock.advance(15 * 60_000)
    }
    expect(slack.updated).toEqual([])
    await setStatus('connected')
    await work()
    expect(slack.updated.map(({ message }) => message.actions.length)).toEqual([0])
  })

  test('that is gone is over where it stands', async () => {
    const { ctx, actor, slack, work, propose } = await world()
    const id = await propose()
    await work()
    const { teamId } = actor
    await database.db.suggestion.delete({ where: { teamId_id: { teamId, id } } })
    await database.db.$transaction((tx) => refreshMessages(tx, [{ teamId, id }], ctx.clock.now()))
    await work()
    expect(slack.updated.map(({ message }) => [message.outcome, message.actions.length])).toEqual([
      ['This is no longer open.', 0],
    ])
  })

  test('decided anywhere says so where it stands, and waits there again when that is taken back', async () => {
    const { ctx, actor, slack, work, propose } = await world()
    const id = await propose()
    await work()
    await approveSuggestions(ctx, actor, { ids: [id], via: 'web' })
    await work()
    expect(slack.updated.map(({ message }) => [message.outcome, message.actions.length])).toEqual([
      ['Approved by Ada Lindqvist in the browser\\.'.replace('\\.', '.'), 0],
    ])
    await undoDecisions(ctx, actor, { ids: [id] })
    await work()
    expect(slack.updated.at(-1)?.message).toMatchObject({ outcome: null })
    expect(slack.updated.at(-1)?.message.actions).toHaveLength(3)
    await work()
    expect(slack.updated).toHaveLength(2)
    expect(slack.arrived).toHaveLength(1)
    expect(await path(id)).toEqual(['skipped', 'sent', 'answered', 'updated', 'updated'])
  })

  test('that nobody answers is asked on the next channel after the time that its person has chosen', async () => {
    const { ctx, work, propose, sent } = await world({ answerWithinMinutes: 10 })
    await propose()
    await work()
    ctx.clock.advance(10 * 60_000 - 1_000)
    await work()
    expect(await sent()).toEqual(['slack'])
    ctx.clock.advance(1_000)
    await work()
    expect(await sent()).toEqual(['slack', 'email'])
    ctx.clock.advance(86_400_000)
    await work()
    expect(await sent()).toEqual(['slack', 'email'])
  })

  test('that is decided anywhere is asked nowhere else, also when that is taken back', async () => {
    const { ctx, actor, work, propose, sent } = await world()
    const id = await propose()
    await work()
    ctx.clock.advance(60_000)
    await dismissSuggestions(ctx, actor, { ids: [id], via: 'web' })
    await work()
    expect(await database.db.outboundMessage.findFirst({ where: { subjectId: id } })).toMatchObject({
      state: 'reached',
      asks: true,
      answeredAt: ctx.clock.now(),
      dueAt: null,
    })
    await undoDecisions(ctx, actor, { ids: [id] })
    ctx.clock.advance(86_400_000)
    await work()
    expect(await sent()).toEqual(['slack'])
  })

  test('decided before its message went out is not sent', async () => {
    const { ctx, actor, slack, work, propose } = await world()
    const id = await propose()
    await dismissSuggestions(ctx, actor, { ids: [id], via: 'web' })
    await work()
    expect(slack.arrived).toEqual([])
    expect(await database.db.outboundMessage.findFirst({ where: { subjectId: id } })).toMatchObject({
      state: 'cancelled',
      dueAt: null,
    })
    expect(await path(id)).toEqual(['answered', 'cancelled'])
  })
})

const path = async (subjectId: string) => {
  const { trace } = await database.db.outboundMessage.findFirstOrThrow({ where: { subjectId } })
  return traceSchema.parse(trace).map(({ what }) => what)
}

describe('a press', () => {
  test('decides once, and tells the second who was first', async () => {
    const { ctx, actor, propose } = await world()
    const id = await propose()
    const press = (verb: string) =>
      pressSuggestion(ctx, actor, { verb, id, proposedUntil: ctx.clock.now(), values: null, via: 'slack' })
    expect(await press('approve')).toEqual({ text: 'Approved. It is one of your tasks now.' })
    expect(await press('dismiss')).toEqual({ text: 'Ada Lindqvist was first: it is approved already.' })
    expect(await database.db.task.count({ where: { suggestionId: id } })).toBe(1)
    expect(await database.db.suggestion.findFirst({ where: { id } })).toMatchObject({ decidedVia: 'slack' })
  })

  test('opens a form, and what is filled in is approved', async () => {
    const { ctx, actor, propose } = await world()
    const id = await propose({ dueAt: new Date('2026-03-06T09:30:00Z') })
    const press = (values: Record<string, string> | null) =>
      pressSuggestion(ctx, actor, { verb: 'edit', id, proposedUntil: ctx.clock.now(), values, via: 'slack' })
    const opened = await press(null)
    expect('form' in opened && opened.form.fields.map(({ name, value }) => [name, value])).toEqual([
      ['title', 'Return the *security* questionnaire <!channel>'],
      ['due', '2026-03-06'],
      ['priority', 'high'],
      ['notes', ''],
    ])
    expect(await press({ title: ' ', due: '', priority: 'high', notes: '' })).toMatchObject({
      text: expect.stringContaining('not approved'),
    })
    expect(await press({ title: 'Send it', due: '2026-03-09', priority: 'urgent', notes: 'By post.' })).toMatchObject({
      text: expect.stringContaining('Approved'),
    })
    expect(await database.db.task.findFirst({ where: { suggestionId: id } })).toMatchObject({
      title: 'Send it',
      priority: 'urgent',
      description: 'By post.',
      dueAllDay: true,
      dueAt: new Date('2026-03-08T23:00:00Z'),
    })
  })

  test('on what is somebody else’s does nothing', async () => {
    const { ctx, propose } = await world()
    const id = await propose()
    const { actor: stranger } = await buildMember(database.db)
    const proposedUntil = ctx.clock.now()
    expect(
      await pressSuggestion(ctx, stranger, { verb: 'approve', id, proposedUntil, values: null, via: 'slack' }),
    ).toEqual({
      text: 'This suggestion is gone, or is somebody else’s by now.',
    })
  })
})

describe('the digest', () => {
  /** 09:00 in Berlin is 08:00 UTC; the clock begins at 09:00 UTC. */
  const at = 11 * 60

  test('comes once a day at the time of day of who wants it, when there is something to say', async () => {
    const { ctx, actor, slack, mailbox, work } = await world({ digestAt: at })
    await buildSuggestion(database.db, mailbox, { assigneeId: actor.userId })
    const mine = () => database.db.outboundMessage.count({ where: { userId: actor.userId, kind: 'digest' } })
    await queueDigests(ctx)
    expect(await mine()).toBe(0)
    ctx.clock.advance(3_600_000)
    await queueDigests(ctx)
    ctx.clock.advance(300_000)
    await queueDigests(ctx)
    expect(await mine()).toBe(1)
    await work()
    expect(slack.arrived.map(({ message }) => message.title)).toEqual(['1 suggestion waits'])
    ctx.clock.advance(86_400_000 - 300_000)
    await queueDigests(ctx)
    expect(await mine()).toBe(2)
  })

  test('of shortly before midnight comes, though nobody looks before the next day, and once', async () => {
    const { ctx, actor } = await world({ digestAt: 23 * 60 + 57 })
    const mine = () => database.db.outboundMessage.findMany({ where: { userId: actor.userId, kind: 'digest' } })
    // The clock begins at 10:00 in Berlin, on 2 March.
    ctx.clock.advance((13 * 60 + 55) * 60_000)
    await queueDigests(ctx)
    expect(await mine()).toEqual([])
    for (let call = 0; call < 3; call++) {
      ctx.clock.advance(300_000)
      await queueDigests(ctx)
    }
    expect((await mine()).map(({ key }) => key)).toEqual(['digest:2026-03-02'])
  })

  test('comes to all who want it, however many they are', async () => {
    const { ctx, actor } = await world({ digestAt: 10 * 60 })
    const { teamId } = actor
    const userIds = Array.from({ length: 620 }, () => crypto.randomUUID())
    await database.db.user.createMany({
      data: userIds.map((id) => ({ id, email: `${id}@example.com`, timeZone: 'Europe/Berlin' })),
    })
    await database.db.membership.createMany({ data: userIds.map((userId) => ({ teamId, userId, role: 'member' })) })
    const values = { digestAt: 10 * 60 }
    await database.db.reachPreference.createMany({
      data: userIds.map((userId) => ({ teamId, userId, values, updatedAt: ctx.clock.now() })),
    })
    await queueDigests(ctx)
    expect(await database.db.outboundMessage.count({ where: { teamId, kind: 'digest' } })).toBe(621)
    await database.db.team.delete({ where: { id: teamId } })
  })

  test('is ended by one press without signing in', async () => {
    const { ctx, actor } = await world({ digestAt: at })
    const url = await unsubscribeUrl(ctx, actor)
    const token = url.split('/').at(-1) ?? ''
    expect(await unsubscribe(ctx, `${token}x`)).toBe(false)
    expect(await unsubscribe(ctx, token)).toBe(true)
    expect(await unsubscribe(ctx, token)).toBe(true)
    expect(await database.db.reachPreference.findFirst({ where: { userId: actor.userId } })).toMatchObject({
      values: { digestAt: null, suggestionsFrom: 0.7 },
    })
  })

  test('with nothing to say does not come', async () => {
    const { ctx, actor, slack, work } = await world()
    const { teamId, userId } = actor
    await queueMessages(database.db, [{ teamId, userId, key: 'digest:today', kind: 'digest' }], ctx.clock.now())
    await work()
    expect(slack.arrived).toEqual([])
  })
})
