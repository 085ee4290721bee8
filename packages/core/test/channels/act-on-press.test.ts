import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  fakeChannel,
  fakeProviders,
  queuedJobs,
  testContext,
  type FakeChannel,
} from '@switchboard/testing'
import { deliverMessages } from '../../src/channels/deliver-messages'
import { hashOfCode, newIntroductionCode } from '../../src/channels/identity-code'
import { actionId } from '../../src/channels/presses'
import { queueMessages } from '../../src/channels/queue-messages'
import { SwitchboardError } from '../../src/errors'
import { processInboundEvent } from '../../src/inbound/process-inbound-event'
import type { Actor } from '../../src/context'
import type { MessageForm } from '../../src/ports/message-channel'
import type { InboundSignal, StoredEvent } from '../../src/ports/webhook'

const database = createTestDatabase()
const accountId = 'default:T1'
const by = { address: 'U1', name: 'Ada' }
let said: { reply: unknown; text: string }[]
let read: (event: StoredEvent) => InboundSignal[]
let channel: FakeChannel
let ctx: ReturnType<typeof testContext>

beforeEach(async () => {
  await database.db.outboundMessage.deleteMany()
  await database.db.task.deleteMany()
  await database.db.connection.deleteMany()
  await database.db.inboundEvent.deleteMany()
  await database.db.$executeRaw`delete from graphile_worker._private_jobs`
  said = []
  channel = fakeChannel({ answer: async (_access, reply, text) => void said.push({ reply, text }) })
  const verify = () => Promise.reject(new Error('not asked'))
  ctx = testContext(database, {
    providers: fakeProviders({
      ownership: 'shared',
      channel,
      webhook: { path: 'mail', verify, read: (event) => read(event) },
    }),
  })
})

/** A member of a team that has connected the workspace, known there when `address` is given. */
async function team(address: string | null = by.address, isConfirmed = true) {
  const { actor } = await buildMember(database.db)
  const connection = await buildConnection(database.db, actor, { ownerId: null, accountId })
  await buildGrant(ctx, connection)
  if (address !== null) await identity(actor, connection.id, { address, isConfirmed })
  return { actor, connection }
}

const identity = (
  { teamId, userId }: Actor,
  connectionId: string,
  { address = by.address, isConfirmed = true, code }: { address?: string; isConfirmed?: boolean; code?: string },
) =>
  database.db.identity.create({
    data: {
      teamId,
      userId,
      channel: 'slack',
      connectionId,
      address,
      name: '@ada',
      confirmedAt: isConfirmed ? ctx.clock.now() : null,
      createdAt: ctx.clock.now(),
      ...(code ? { codeHash: hashOfCode(code), codeUntil: new Date(ctx.clock.now().getTime() + 600_000) } : {}),
    },
  })

/** A test message that has arrived. */
async function testMessage({ teamId, userId }: Actor): Promise<string> {
  const [id] = await queueMessages(database.db, [{ teamId, userId, key: randomUUID(), kind: 'test' }], ctx.clock.now())
  await deliverMessages(ctx, BigInt(Math.floor(Math.random() * 1e12)))
  return id ?? ''
}

const sealedFor = (eventId: string) =>
  ctx.cipher.seal('https://answer.example/1', `event:gmail:${accountId}:${eventId}`)

type About = { accountId: string; by: typeof by; reply: string | null }

/** The workspace tells of something, with a secret to answer by. Returns the event's row as it stands afterwards. */
async function told(signalOf: (about: About) => InboundSignal) {
  const eventId = randomUUID()
  read = ({ secret }) => [signalOf({ accountId, by, reply: secret ?? null })]
  const { id } = await database.db.inboundEvent.create({
    data: {
      provider: 'gmail',
      account: accountId,
      eventId,
      body: Buffer.from('{}'),
      headers: {},
      sealed: await sealedFor(eventId),
      receivedAt: ctx.clock.now(),
    },
  })
  await processInboundEvent(ctx, { id: String(id) })
  return database.db.inboundEvent.findUniqueOrThrow({ where: { id } })
}
const press = (id: string) => told((about) => ({ kind: 'pressed', id, values: null, ...about }))
const texts = () => said.map(({ text }) => text)

describe('a press', () => {
  test('does what it says for the member whose address it is, and is answered by the secret, of which nothing is left', async () => {
    const { actor } = await team()
    const id = await testMessage(actor)
    const event = await press(actionId('message.seen', id))
    expect(said).toEqual([{ reply: 'https://answer.example/1', text: 'Thank you: messages reach you here.' }])
    expect(event).toMatchObject({ state: 'processed', sealed: null })
    expect(event.outcome).toContain('has done what was pressed')
    await deliverMessages(ctx, 1n)
    expect(channel.updated).toMatchObject([{ message: { actions: [], outcome: expect.stringContaining('seen') } }])
  })

  test('twice does the same once', async () => {
    const { actor } = await team()
    const id = await testMessage(actor)
    await press(actionId('message.seen', id))
    const { answeredAt } = await database.db.outboundMessage.findFirstOrThrow({ where: { id } })
    ctx.clock.advance(5_000)
    await press(actionId('message.seen', id))
    expect(await database.db.outboundMessage.findFirstOrThrow({ where: { id } })).toMatchObject({ answeredAt })
    expect(said).toHaveLength(2)
  })

  test.each([
    ['nobody whom we know', null, true],
    ['somebody who has not confirmed it', by.address, false],
    ['somebody else', 'U2', true],
  ])('of %s decides nothing, and tells how to be known', async (_, address, isConfirmed) => {
    const { actor } = await team(address, isConfirmed)
    const [id = ''] = await queueMessages(
      database.db,
      [{ teamId: actor.teamId, userId: actor.userId, key: 'k', kind: 'test' }],
      ctx.clock.now(),
    )
    await press(actionId('message.seen', id))
    expect(texts()).toEqual(['Link your Gmail account first: http://localhost:3000/settings/notifications'])
    expect(await database.db.outboundMessage.findFirst({ where: { id } })).toMatchObject({ answeredAt: null })
  })

  test.each([
    ['of a subject that is gone', actionId('message.seen', randomUUID())],
    ['of a kind that is unknown', `moon.eat:${randomUUID()}`],
    ['of a name that every object has', `to_string.constructor:${randomUUID()}`],
    ['that is none of ours', 'hello'],
    ['without anything', ''],
  ])('%s is answered, and nothing happens', async (_, id) => {
    await team()
    const event = await press(id)
    expect(texts()).toEqual(['This is over: there is nothing left to decide.'])
    expect(event).toMatchObject({ state: 'processed', sealed: null })
  })

  test('on a message of somebody else of the team is refused in words', async () => {
    const { actor, connection } = await team(null)
    const other = (await buildMember(database.db, { teamId: actor.teamId, role: 'member' })).actor
    await identity(other, connection.id, {})
    const id = await testMessage(actor)
    await press(actionId('message.seen', id))
    expect(texts()).toEqual([expect.stringContaining('does not exist')])
  })

  test('in a workspace that two teams have connected is answered once, by the team that it concerns', async () => {
    await team()
    const { actor } = await team()
    await press(actionId('message.seen', await testMessage(actor)))
    expect(texts()).toEqual(['Thank you: messages reach you here.'])
    said = []
    await press(actionId('message.seen', randomUUID()))
    expect(texts()).toEqual(['This is over: there is nothing left to decide.'])
  })

  test('that cannot be answered is done all the same, once', async () => {
    const away = () => Promise.reject(new SwitchboardError('unavailable', 'Away.', { retryable: true }))
    channel.answer = away
    const { actor } = await team()
    const id = await testMessage(actor)
    expect(await press(actionId('message.seen', id))).toMatchObject({ state: 'processed' })
    expect(await queuedJobs(database.db, 'process-inbound-event')).toEqual([])
    expect(await database.db.outboundMessage.findFirst({ where: { id } })).toMatchObject({
      answeredAt: ctx.clock.now(),
    })
  })

  test('whose secret was made for another event is done without an answer by it', async () => {
    const { actor } = await team()
    const id = await testMessage(actor)
    read = ({ secret }) => [
      { kind: 'pressed', accountId, by, id: actionId('message.seen', id), values: null, reply: secret ?? 'none' },
    ]
    const { id: event } = await database.db.inboundEvent.create({
      data: {
        provider: 'gmail',
        account: accountId,
        eventId: 'moved',
        body: Buffer.from('{}'),
        headers: {},
        sealed: await sealedFor('other'),
        receivedAt: ctx.clock.now(),
      },
    })
    await processInboundEvent(ctx, { id: String(event) })
    expect(said).toEqual([{ reply: 'none', text: 'Thank you: messages reach you here.' }])
  })

  test('is not pressed again by a replay', async () => {
    const { actor, connection } = await team()
    const id = await testMessage(actor)
    const { id: event } = await press(actionId('message.seen', id))
    await database.db.outboundMessage.updateMany({ data: { answeredAt: null } })
    const replayFor = { teamId: actor.teamId, connectionId: connection.id }
    await processInboundEvent(ctx, { id: String(event), replayFor })
    expect(await database.db.outboundMessage.findFirst({ where: { id } })).toMatchObject({ answeredAt: null })
  })
})

describe('an introduction', () => {
  const introduce = (code: string) => told((about) => ({ kind: 'introduced', code, ...about }))
  const mine = (actor: Actor) =>
    database.db.identity.findMany({ where: { teamId: actor.teamId, userId: actor.userId }, orderBy: { id: 'asc' } })

  test('links the address from which the code came to whom it was given, once', async () => {
    const { actor, connection } = await team(null)
    const code = newIntroductionCode()
    await identity(actor, connection.id, { address: '', isConfirmed: false, code })
    expect(await introduce(code)).toMatchObject({ state: 'processed', sealed: null })
    expect(await mine(actor)).toMatchObject([
      { address: 'U1', name: 'Ada', confirmedAt: ctx.clock.now(), codeHash: null, codeUntil: null },
    ])
    await introduce(code)
    expect(texts()).toEqual([expect.stringContaining('You are linked'), expect.stringContaining('not valid any more')])
  })

  test('too late, or with a code that nobody was given, links nothing', async () => {
    const { actor, connection } = await team(null)
    const code = newIntroductionCode()
    await identity(actor, connection.id, { address: '', isConfirmed: false, code })
    ctx.clock.advance(600_000)
    await introduce(code)
    await introduce('guessed')
    expect(await mine(actor)).toMatchObject([{ address: '', confirmedAt: null }])
    expect(texts()).toEqual([expect.stringContaining('not valid'), expect.stringContaining('not valid')])
  })

  test('once more by the same person leaves one address', async () => {
    const { actor, connection } = await team()
    const code = newIntroductionCode()
    await identity(actor, connection.id, { address: '', isConfirmed: false, code })
    await introduce(code)
    expect(await mine(actor)).toMatchObject([{ address: 'U1', confirmedAt: ctx.clock.now() }])
  })

  test('from another chat takes the place of the one before, and of what was only claimed', async () => {
    const { actor, connection } = await team('U9')
    await identity(actor, connection.id, { address: 'U8', isConfirmed: false })
    const elsewhere = await buildConnection(database.db, actor, { ownerId: null, accountId: 'default:T2' })
    await identity(actor, elsewhere.id, { address: 'U7' })
    const code = newIntroductionCode()
    const { id } = await identity(actor, connection.id, { address: '', isConfirmed: false, code })
    await introduce(code)
    expect(await mine(actor)).toMatchObject([{ address: 'U7' }, { id, address: 'U1', confirmedAt: ctx.clock.now() }])
  })

  test('does not take an address away from somebody else of the team', async () => {
    const { actor, connection } = await team()
    const other = (await buildMember(database.db, { teamId: actor.teamId, role: 'member' })).actor
    const code = newIntroductionCode()
    await identity(other, connection.id, { address: '', isConfirmed: false, code })
    await introduce(code)
    expect(texts()).toEqual([expect.stringContaining('Somebody else in your team')])
    expect(await mine(other)).toMatchObject([{ address: '', confirmedAt: null }])
    expect(await mine(actor)).toMatchObject([{ address: 'U1' }])
  })

  test('to a bot of two teams is answered once', async () => {
    await team()
    const { actor, connection } = await team(null)
    const code = newIntroductionCode()
    await identity(actor, connection.id, { address: '', isConfirmed: false, code })
    await introduce(code)
    expect(texts()).toEqual([expect.stringContaining('You are linked')])
    expect(await mine(actor)).toMatchObject([{ address: 'U1' }])
  })
})

describe('a suggestion', () => {
  /** One that was asked in a message, and what presses it there. */
  async function asked() {
    const { actor } = await team()
    const mailbox = await buildConnection(database.db, actor)
    const { id } = await buildSuggestion(database.db, mailbox, { proposedAt: ctx.clock.now() })
    const { teamId, userId } = actor
    const message = { teamId, userId, key: `suggestion:${id}`, kind: 'suggestion' as const, subjectId: id }
    await queueMessages(database.db, [message], ctx.clock.now())
    await deliverMessages(ctx, 1n)
    const shownIds = channel.arrived.at(-1)?.message.actions.map((action) => action.id) ?? []
    const pressed = (idOfAction: string, values: Record<string, string> | null = null) =>
      told((about) => ({ kind: 'pressed', ...about, id: idOfAction, values }))
    const press = (verb: 'approve' | 'edit' | 'dismiss') => pressed(shownIds.find((one) => one.includes(verb)) ?? '')
    /** As a change of its item does. */
    const propose = async (title: string) => {
      ctx.clock.advance(1)
      await database.db.suggestion.updateMany({ where: { id }, data: { title, proposedAt: ctx.clock.now() } })
    }
    const status = async () => (await database.db.suggestion.findFirst({ where: { id } }))?.status
    return { id, press, pressed, propose, status }
  }
  const changedText = 'It says something else by now. Look at it again before you decide.'

  test('is decided where its message stands, which says so from then on', async () => {
    const { press } = await asked()
    await press('approve')
    await press('dismiss')
    await deliverMessages(ctx, 2n)
    expect(texts()).toEqual([
      'Approved. It is one of your tasks now.',
      'Ada Lindqvist was first: it is approved already.',
    ])
    expect(channel.updated.map(({ message: { outcome, actions } }) => [outcome, actions.length])).toEqual([
      ['Approved by Ada Lindqvist in Slack.', 0],
    ])
  })

  test.each(['approve', 'dismiss'] as const)(
    'that says something else since its message was sent is not decided by that: %s',
    async (verb) => {
      const { press, propose, status } = await asked()
      await propose('Send all our money')
      await press(verb)
      expect(texts()).toEqual([changedText])
      expect(await status()).toBe('pending_approval')
    },
  )

  test('that says something else since its form was opened is not approved by that', async () => {
    const forms: MessageForm[] = []
    channel.openForm = async (_access, _reply, form) => void forms.push(form)
    const { press, pressed, propose, status } = await asked()
    await propose('Send the contract')
    await press('edit')
    await propose('Send all our money')
    const [form] = forms
    expect(form?.fields[0]).toMatchObject({ value: 'Send the contract' })
    const values = { title: 'Send the contract today', due: '', priority: 'high', notes: '' }
    await pressed(form?.id ?? '', values)
    expect(texts()).toEqual([changedText])
    expect(await status()).toBe('pending_approval')
    await press('edit')
    await pressed(forms[1]?.id ?? '', values)
    expect(await status()).toBe('approved')
  })

  test.each([
    [false, 'approved'],
    [true, 'pending_approval'],
  ])('by a button of before that tells no time, changed since it was sent: %s, is %s', async (isChanged, expected) => {
    const { id, pressed, propose, status } = await asked()
    if (isChanged) await propose('Send all our money')
    await pressed(`suggestion.approve:${id}`)
    expect(await status()).toBe(expected)
  })
})
