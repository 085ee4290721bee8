import type { Connection } from '@switchboard/db'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  fakeProviders,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { disconnectConnection } from '../../src/connections/disconnect-connection'
import { getConnection, listConnections } from '../../src/connections/read-connections'
import type { Actor, ProviderRegistry } from '../../src/context'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let revoked: number
let mailbox: Connection
let calendar: Connection

/** Gmail and Google Calendar, sharing what an account grants or not. */
function registry(grantor?: string): ProviderRegistry {
  const { gmail } = fakeProviders({
    oauth: { ...(grantor ? { grantor } : {}), revoke: async () => void (revoked += 1) },
  })
  if (!gmail?.provider) throw new Error('There is no provider.')
  return { gmail, google_calendar: { ...gmail, provider: { ...gmail.provider, id: 'google_calendar' } } }
}

beforeEach(async () => {
  revoked = 0
  ctx = testContext(database, { providers: registry('google') })
  await ctx.db.connection.deleteMany()
  actor = (await buildMember(ctx.db)).actor
  mailbox = await buildConnection(ctx.db, actor, { accountId: 'ada' })
  calendar = await buildConnection(ctx.db, actor, { accountId: 'ada', provider: 'google_calendar' })
  for (const connection of [mailbox, calendar]) await buildGrant(ctx, connection)
})

describe('an account that has granted to two providers of one service', () => {
  test('keeps its grant until the last of them is disconnected, and says so before', async () => {
    const said = async () =>
      (await listConnections(ctx, actor)).items.map(({ accessAfterDisconnect }) => accessAfterDisconnect)
    expect(await said()).toEqual(['in_use', 'in_use'])
    await disconnectConnection(ctx, actor, mailbox.id)
    expect(revoked).toBe(0)
    expect(await ctx.db.credential.count({ where: { connectionId: mailbox.id } })).toBe(0)
    expect(await said()).toEqual(['ended'])
    await disconnectConnection(ctx, actor, calendar.id)
    expect(revoked).toBe(1)
  })

  test('of another id is another account', async () => {
    await ctx.db.connection.updateMany({ where: { id: calendar.id }, data: { accountId: 'ben' } })
    await disconnectConnection(ctx, actor, mailbox.id)
    expect(revoked).toBe(1)
  })
})

test('providers with grants of their own end them apart', async () => {
  ctx = { ...ctx, providers: registry() }
  expect(await getConnection(ctx, actor, mailbox.id)).toMatchObject({ accessAfterDisconnect: 'ended' })
  await disconnectConnection(ctx, actor, mailbox.id)
  expect(revoked).toBe(1)
})
