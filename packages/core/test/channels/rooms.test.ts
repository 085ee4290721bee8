import { describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  enterItem,
  fakeChannel,
  fakeProviders,
  testContext,
} from '@switchboard/testing'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { getMessage } from '@switchboard/core/channels/read/get-message'
import { listMessages } from '@switchboard/core/channels/read/list-messages'
import { checkFreshness } from '@switchboard/core/connections/check-freshness'
import { pauseConnection, resumeConnection } from '@switchboard/core/connections/pause-connection'
import type { Actor, Context } from '@switchboard/core/context'
import { SwitchboardError } from '@switchboard/core/errors'
import type { MessageItem } from '@switchboard/core/items'
import { approveSuggestions } from '@switchboard/core/suggestions/decide-suggestions'
import { insertSuggestions, type NewSuggestion } from '@switchboard/core/suggestions/insert-suggestions'
import { pressSuggestion } from '@switchboard/core/suggestions/press-suggestion'
import { z } from 'zod'
import { jobId } from './reachable'

const database = createTestDatabase()
const settingsSchema = z.object({ room: z.string() })

/** A team whose workspace has a room; an admin, and a member whose task it is. */
async function world({
  roomGets = 'both',
  failing = () => false,
}: { roomGets?: string; failing?: (address: string) => boolean } = {}) {
  const slack = fakeChannel({
    roomOf: (settings) => settingsSchema.safeParse(settings).data?.room || null,
    onSend: ({ address }) => {
      if (failing(address))
        throw new SwitchboardError('unavailable', 'Slack is away.', { retryable: true, facts: { sent: 'no' } })
    },
  })
  const ctx = testContext(database, { providers: fakeProviders({ ownership: 'shared', channel: slack }) })
  const { actor: admin } = await buildMember(database.db)
  const { teamId } = admin
  const { actor: member, user } = await buildMember(database.db, { teamId, role: 'member' })
  const { actor: other } = await buildMember(database.db, { teamId, role: 'member' })
  const shared = { ownerId: null, settings: { room: 'C1', roomGets, lessLikelyThreshold: 0.5 } }
  const connection = await buildConnection(database.db, admin, shared)
  await buildGrant(ctx, connection)
  const work = () => deliverMessages(ctx, jobId())
  const setRoom = (room: string) =>
    database.db.connection.updateMany({
      where: { teamId, id: connection.id },
      data: { settings: { ...shared.settings, room } },
    })
  const item = (fields: Partial<MessageItem> = {}): MessageItem => ({
    kind: 'message',
    externalId: crypto.randomUUID(),
    threadId: null,
    title: '#product',
    sender: { name: 'Mira', address: null },
    receivedAt: ctx.clock.now().toISOString(),
    url: null,
    text: 'Could you send the figures?',
    channelName: 'product',
    direct: false,
    mentionsOwner: false,
    ...fields,
  })
  const propose = async ({
    snapshot,
    from = connection,
    ...fields
  }: Partial<NewSuggestion> & { snapshot?: Partial<MessageItem>; from?: typeof connection } = {}) => {
    const { id: itemId } = await enterItem(database.db, from, item(snapshot))
    const [suggestion] = await database.db.$transaction((tx) =>
      insertSuggestions(
        tx,
        [
          {
            id: crypto.randomUUID(),
            teamId,
            itemId,
            connectionId: from.id,
            assigneeId: member.userId,
            status: 'pending_approval',
            title: 'Send the figures',
            description: '',
            priority: 'medium',
            dueAt: null,
            dueAllDay: false,
            tags: [],
            confidence: 0.8,
            reasoning: 'Mira asks for them.',
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
  const name = user.name ?? user.email
  return { ctx, admin, member, name, other, connection, slack, work, setRoom, propose }
}

describe('a suggestion of a shared connection', () => {
  test('goes to its room, says whose task it would be, and is there once', async () => {
    const { slack, name, work, propose } = await world()
    const id = await propose()
    await work()
    await work()
    expect(slack.arrived.map(({ address }) => address)).toEqual(['C1'])
    expect(slack.arrived[0]?.message.body).toContain(`For ${name}`)
    expect(slack.arrived[0]?.message.actions[0]?.id).toMatch(new RegExp(`^suggestion\\.approve:${id}:`))
  })

  test('is told to its person as well, by their preferences', async () => {
    const { ctx, member, connection, slack, work, propose } = await world()
    const { teamId, userId } = member
    const at = ctx.clock.now()
    const known = { channel: 'slack' as const, address: 'U1', name: '@tom', confirmedAt: at, createdAt: at }
    await database.db.identity.create({ data: { teamId, userId, connectionId: connection.id, ...known } })
    await database.db.reachPreference.create({
      data: { teamId, userId, values: { suggestionsFrom: 0.7 }, updatedAt: at },
    })
    await propose()
    await work()
    expect(slack.arrived.map(({ address }) => address).toSorted()).toEqual(['C1', 'U1'])
  })

  test('knows no quiet hours', async () => {
    const { ctx, slack, work, propose } = await world()
    ctx.clock.advance(15 * 3_600_000)
    await propose()
    await work()
    expect(slack.arrived).toHaveLength(1)
  })

  test.each<[string, Parameters<Awaited<ReturnType<typeof world>>['propose']>[0]]>([
    ['a direct message', { snapshot: { direct: true } }],
    ['another private channel', { snapshot: { privateTo: 'C2' } }],
    ['what the feed folds away', { confidence: 0.4 }],
    ['what is days old', { receivedAt: new Date('2026-02-20T09:00:00Z') }],
    ['what was approved by itself', { status: 'auto_approved', decidedVia: 'auto' }],
  ])('from %s does not go there', async (_case, fields) => {
    const { slack, work, propose } = await world()
    await propose(fields)
    await work()
    expect(slack.arrived).toEqual([])
  })

  test('from the room itself goes there, though it is private', async () => {
    const { slack, work, propose } = await world()
    await propose({ snapshot: { privateTo: 'C1' } })
    await work()
    expect(slack.arrived).toHaveLength(1)
  })

  test('of a member’s own account, or of a team that wants alerts alone, does not go there', async () => {
    const { member, slack, work, propose } = await world()
    const mailbox = await buildConnection(database.db, member, { settings: { room: 'C1', roomGets: 'both' } })
    await propose({ from: mailbox })
    const alerts = await world({ roomGets: 'alert' })
    await alerts.propose()
    await work()
    expect([...slack.arrived, ...alerts.slack.arrived]).toEqual([])
  })

  test('that has become something of a member’s own account says no more of it', async () => {
    const { ctx, member, slack, work, propose } = await world()
    const id = await propose()
    await work()
    const mailbox = await buildConnection(database.db, member)
    const { itemId } = await database.db.suggestion.findFirstOrThrow({ where: { id } })
    await database.db.item.updateMany({ where: { id: itemId }, data: { connectionId: mailbox.id } })
    await approveSuggestions(ctx, member, { ids: [id], via: 'web' })
    await work()
    expect(slack.updated).toMatchObject([{ message: { title: 'A suggestion', actions: [] } }])
    expect(slack.updated[0]?.message.body).not.toContain('figures')
  })

  test('waits for its room to work, and takes no other way', async () => {
    let fails = true
    const { ctx, slack, work, propose } = await world({ failing: () => fails })
    const id = await propose()
    await work()
    fails = false
    ctx.clock.advance(60_000)
    await work()
    expect(slack.arrived.map(({ address }) => address)).toEqual(['C1'])
    expect(await database.db.outboundMessage.findFirst({ where: { subjectId: id } })).toMatchObject({
      state: 'reached',
    })
  })

  test('waits while its account is paused, and is there when that goes on', async () => {
    const { ctx, admin, connection, slack, work, propose } = await world()
    await pauseConnection(ctx, admin, connection.id)
    const id = await propose()
    await work()
    const message = () => database.db.outboundMessage.findFirst({ where: { subjectId: id } })
    expect(await message()).toMatchObject({ state: 'waiting', trace: [{ what: 'skipped' }, { why: 'It is paused.' }] })
    await resumeConnection(ctx, admin, connection.id)
    await work()
    expect(slack.arrived.map(({ address }) => address)).toEqual(['C1'])
  })

  test('is given up when its account is paused for days', async () => {
    const { ctx, admin, connection, slack, work, propose } = await world()
    await pauseConnection(ctx, admin, connection.id)
    const id = await propose()
    await work()
    ctx.clock.advance(3 * 86_400_000)
    await work()
    await resumeConnection(ctx, admin, connection.id)
    await work()
    expect(slack.arrived).toEqual([])
    expect(await database.db.outboundMessage.findFirst({ where: { subjectId: id } })).toMatchObject({ state: 'failed' })
  })

  test('is not sent when the team wants nothing there any more, and what stands there is updated all the same', async () => {
    const { ctx, member, slack, work, setRoom, propose } = await world()
    const before = await propose()
    await work()
    const after = await propose()
    await setRoom('')
    await approveSuggestions(ctx, member, { ids: [before], via: 'web' })
    await work()
    expect(slack.arrived).toHaveLength(1)
    expect(slack.updated).toHaveLength(1)
    expect(await database.db.outboundMessage.findFirst({ where: { subjectId: after } })).toMatchObject({
      state: 'failed',
    })
  })
})

describe('a press in the room', () => {
  const press = (ctx: Context, actor: Actor, verb: string, id: string) =>
    pressSuggestion(ctx, actor, { verb, id, proposedUntil: ctx.clock.now(), values: null, via: 'slack' })

  test.each(['approve', 'dismiss', 'edit'])(
    '%s of somebody else does nothing, and they are told whose it is',
    async (verb) => {
      const { ctx, other, name, work, propose } = await world()
      const id = await propose()
      await work()
      expect(await press(ctx, other, verb, id)).toEqual({
        text: `Only ${name}, whose task it would be, and admins of the team decide this.`,
      })
      expect(await database.db.suggestion.findFirst({ where: { id } })).toMatchObject({ status: 'pending_approval' })
    },
  )

  test('of what stands in no room says nothing of whose it is', async () => {
    const { ctx, other, propose } = await world({ roomGets: 'alert' })
    const id = await propose()
    expect(await press(ctx, other, 'approve', id)).toEqual({
      text: 'This suggestion is gone, or is somebody else’s by now.',
    })
  })

  test('by its person decides, and the room says so', async () => {
    const { ctx, member, name, slack, work, propose } = await world()
    const id = await propose()
    await work()
    expect(await press(ctx, member, 'approve', id)).toEqual({
      text: 'Approved. It is one of your tasks now.',
    })
    await work()
    expect(slack.updated).toMatchObject([{ message: { actions: [], outcome: `Approved by ${name} in Slack.` } }])
  })

  test('by an admin decides for them', async () => {
    const { ctx, admin, member, name, work, propose } = await world()
    const id = await propose()
    await work()
    expect(await press(ctx, admin, 'approve', id)).toEqual({
      text: `Approved. It is one of ${name}’s tasks now.`,
    })
    expect(await database.db.task.findFirst({ where: { suggestionId: id } })).toMatchObject({
      assigneeId: member.userId,
    })
  })
})

describe('an alert', () => {
  const broken = { status: 'error' as const, errorCode: 'grant_revoked', errorMessage: 'Connect it again.' }

  test('of what the team shares is told in the room once; of a member’s own account it is not', async () => {
    const { ctx, admin, member, slack, work } = await world()
    const long = new Date(ctx.clock.now().getTime() - 3 * 86_400_000)
    const failing = { ...broken, checkedAt: long, lastSyncAt: long, createdAt: long }
    await buildConnection(database.db, admin, { ...failing, ownerId: null, accountName: 'Northwind wiki' })
    await buildConnection(database.db, member, { ...failing, accountName: 'tom@northwind.example' })
    await checkFreshness(ctx)
    await checkFreshness(ctx)
    await work()
    expect(slack.arrived.map(({ address, message }) => [address, message.template])).toEqual([['C1', 'alert']])
    expect(slack.arrived[0]?.message.title).toContain('Northwind wiki')
  })

  test('of the room’s own workspace is left to other ways', async () => {
    const { ctx, admin, connection } = await world()
    await database.db.connection.updateMany({ where: { id: connection.id }, data: broken })
    await checkFreshness(ctx)
    expect(await database.db.outboundMessage.count({ where: { teamId: admin.teamId, userId: null } })).toBe(0)
  })

  test('of a channel that fails is told in the rooms of the others', async () => {
    const { ctx, admin, connection, slack, work, propose } = await world({ failing: (address) => address === 'C1' })
    const second = await buildConnection(database.db, admin, {
      ownerId: null,
      settings: { room: 'C9', roomGets: 'alert' },
    })
    await buildGrant(ctx, second)
    for (let count = 0; count < 5; count++) await propose()
    await work()
    expect(slack.arrived.map(({ address, message }) => [address, message.template])).toEqual([['C9', 'alert']])
    const own = { roomConnectionId: connection.id, kind: 'alert' }
    expect(await database.db.outboundMessage.count({ where: own })).toBe(0)
  })
})

describe('the list of messages', () => {
  test('shows admins what was sent to the room, with what it says, and members nothing of it', async () => {
    const { ctx, admin, member, work, propose } = await world()
    const id = await propose()
    await work()
    const { items } = await listMessages(ctx, admin, { limit: 10 })
    expect(items).toMatchObject([{ person: null, room: 'C1', isOwn: false, title: 'Task? Send the figures' }])
    const messageId = items[0]?.id ?? ''
    expect(await getMessage(ctx, admin, messageId)).toMatchObject({ body: expect.stringContaining('Send the figures') })
    expect((await listMessages(ctx, member, { limit: 10 })).items).toEqual([])
    await expect(getMessage(ctx, member, messageId)).rejects.toMatchObject({ code: 'not_found' })
    expect(id).not.toBe('')
  })

  test('names the room where nobody can be reached in it', async () => {
    const { ctx, admin, work, setRoom, propose } = await world()
    await propose()
    await setRoom('')
    await work()
    const [message] = (await listMessages(ctx, admin, { limit: 10 })).items
    const { steps } = await getMessage(ctx, admin, message?.id ?? '')
    expect(steps.map(({ why }) => why)).toEqual([
      'The team does not want it here any more.',
      'No channel is left by which the room can be reached.',
    ])
  })
})

test('a message is for a person or for a room, and never for both or nobody', async () => {
  const { ctx, member, connection } = await world()
  const { teamId, userId } = member
  const row = { teamId, kind: 'test', createdAt: ctx.clock.now() }
  await expect(database.db.outboundMessage.create({ data: { ...row, key: 'nobody' } })).rejects.toThrow()
  await expect(
    database.db.outboundMessage.create({ data: { ...row, key: 'both', userId, roomConnectionId: connection.id } }),
  ).rejects.toThrow()
})
