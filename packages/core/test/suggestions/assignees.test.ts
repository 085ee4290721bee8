import { expect, test } from 'vitest'
import { buildConnection, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { askedBy, assigneesOf } from '@switchboard/core/suggestions/assignees'
import type { MessageItem } from '@switchboard/core/items'

const database = createTestDatabase()

const cleo = { name: 'Cleo', address: null }
const message = (addressees: MessageItem['addressees'], sender: MessageItem['sender'] = cleo): MessageItem => ({
  kind: 'message',
  externalId: 'C1:1',
  threadId: null,
  title: '#general',
  sender,
  receivedAt: '2026-03-02T08:00:00.000Z',
  url: null,
  text: 'Could you send the figures?',
  channelName: 'general',
  direct: false,
  mentionsOwner: false,
  addressees,
})

/** A shared account of a team of two, of whom Ben has linked himself as U2. */
async function team({ confirmed = true } = {}) {
  const ctx = testContext(database)
  const ada = await buildMember(database.db)
  const ben = await buildMember(database.db, { teamId: ada.actor.teamId, role: 'member' })
  const connection = await buildConnection(database.db, ada.actor, { ownerId: null, connectedById: ada.user.id })
  const now = ctx.clock.now()
  const link = (connectionId: string) =>
    database.db.identity.create({
      data: {
        teamId: ada.actor.teamId,
        userId: ben.user.id,
        channel: 'slack',
        connectionId,
        address: 'U2',
        name: '@ben',
        confirmedAt: confirmed ? now : null,
        createdAt: now,
      },
    })
  await link(connection.id)
  const asks = async (addressees: MessageItem['addressees'], on = connection) =>
    (await assigneesOf(ctx).load(askedBy(on, message(addressees)))).id
  const asksOthers = async (addressees: MessageItem['addressees'], sender: MessageItem['sender']) =>
    (await assigneesOf(ctx).load(askedBy(connection, message(addressees, sender)))).asksOthers
  return { asksOthers, ada: ada.user, ben: ben.user, connection, asks, owner: ada.actor }
}

test('what asks a linked person is theirs, whatever address the service shows', async () => {
  const { ben, asks } = await team()
  expect(await asks([{ id: 'U2', name: 'Ben', address: null }])).toBe(ben.id)
  expect(await asks([{ id: 'U2', name: 'Ben', address: 'ben@elsewhere.example' }])).toBe(ben.id)
})

test('the first who is asked goes before the others, known by link or by mail', async () => {
  const { ada, ben, asks } = await team()
  const linked = { id: 'U2', name: 'Ben', address: null }
  const mailed = { id: 'U1', name: 'Ada', address: ada.email.toUpperCase() }
  expect(await asks([mailed, linked])).toBe(ada.id)
  expect(await asks([linked, mailed])).toBe(ben.id)
})

test('a link that is not proved, or to another account, says nothing', async () => {
  const claimed = await team({ confirmed: false })
  expect(await claimed.asks([{ id: 'U2', name: 'Ben', address: null }])).toBe(claimed.ada.id)
  const { ada, asks, owner } = await team()
  const other = await buildConnection(database.db, owner, { ownerId: null, connectedById: owner.userId })
  expect(await asks([{ id: 'U2', name: 'Ben', address: null }], other)).toBe(ada.id)
})

test('who asks somebody else gets no task of it; who asks a colleague, nobody, or themselves is another matter', async () => {
  const { ada, asksOthers } = await team()
  const [self, stranger] = [
    { id: 'U1', name: 'Ada', address: ada.email },
    { id: 'U9', name: 'Tom', address: 'tom@elsewhere.example' },
  ]
  expect(await asksOthers([stranger], self)).toBe(true)
  expect(await asksOthers([stranger], cleo)).toBe(false)
  expect(await asksOthers([stranger, { id: 'U2', name: 'Ben', address: null }], self)).toBe(false)
  expect(await asksOthers([self], self)).toBe(false)
  expect(await asksOthers([], self)).toBe(false)
})
