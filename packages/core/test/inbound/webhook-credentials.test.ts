import { expect, test } from 'vitest'
import { createWebhookCredentials } from '@switchboard/core/inbound/webhook-credentials'
import { buildConnection, buildGrant, buildMember, createTestDatabase, testContext } from '@switchboard/testing'

const database = createTestDatabase()

test('what is unknown is not looked for again within a second, and found after it', async () => {
  const ctx = testContext(database)
  const credentials = createWebhookCredentials(ctx)
  const connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  expect(await credentials('gmail', connection.id)).toBeNull()
  await buildGrant(ctx, connection)
  expect(await credentials('gmail', connection.id)).toBeNull()
  ctx.clock.advance(1_001)
  expect(await credentials('gmail', connection.id)).toMatchObject({ isWorking: true })
})

test('ids that somebody makes up do not push out those that there are', async () => {
  const ctx = testContext(database)
  const credentials = createWebhookCredentials(ctx)
  const connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  await buildGrant(ctx, connection)
  const known = await credentials('gmail', connection.id)
  const ids = Array.from({ length: 1_001 }, () => crypto.randomUUID())
  for (const id of ids) expect(await credentials('gmail', id)).toBeNull()
  expect(await credentials('gmail', connection.id)).toBe(known)
})
