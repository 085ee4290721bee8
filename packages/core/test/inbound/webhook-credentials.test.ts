import { beforeEach, expect, test } from 'vitest'
import { createWebhookCredentials, type WebhookCredentials } from '@switchboard/core/inbound/webhook-credentials'
import type { Connection } from '@switchboard/db'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  testContext,
  type TestContext,
} from '@switchboard/testing'

const database = createTestDatabase()
let ctx: TestContext
let connection: Connection
let credentials: WebhookCredentials

beforeEach(async () => {
  ctx = testContext(database)
  credentials = createWebhookCredentials(ctx)
  connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
})
const become = (status: 'connected' | 'error') =>
  ctx.db.connection.updateMany({ where: { id: connection.id }, data: { status } })

test('what is unknown is found as soon as it is there', async () => {
  expect(await credentials('gmail', 'no id')).toBeNull()
  expect(await credentials('gmail', connection.id)).toBeNull()
  const { accessToken } = await buildGrant(ctx, connection)
  expect(await credentials('gmail', connection.id)).toEqual({ accessToken, isWorking: true })
  expect(await credentials('slack', connection.id)).toBeNull()
})

test('whether it works is known of each call: nothing is taken in for one that has just failed, or refused that was just mended', async () => {
  const { accessToken } = await buildGrant(ctx, connection)
  expect(await credentials('gmail', connection.id)).toEqual({ accessToken, isWorking: true })
  await become('error')
  expect(await credentials('gmail', connection.id)).toEqual({ accessToken, isWorking: false })
  const anew = await buildGrant(ctx, connection)
  await become('connected')
  expect(await credentials('gmail', connection.id)).toEqual({ accessToken: anew.accessToken, isWorking: true })
})

test('one that was disconnected and connected again is known by its new secret', async () => {
  await buildGrant(ctx, connection)
  await credentials('gmail', connection.id)
  await ctx.db.credential.deleteMany({ where: { connectionId: connection.id } })
  expect(await credentials('gmail', connection.id)).toBeNull()
  const { accessToken } = await buildGrant(ctx, connection)
  expect(await credentials('gmail', connection.id)).toMatchObject({ accessToken })
})

test('a secret is opened once', async () => {
  await buildGrant(ctx, connection)
  let opened = 0
  const open: typeof ctx.cipher.open = (...parts) => {
    opened += 1
    return ctx.cipher.open(...parts)
  }
  credentials = createWebhookCredentials({ ...ctx, cipher: { ...ctx.cipher, open } })
  for (let time = 0; time < 3; time++) await credentials('gmail', connection.id)
  expect(opened).toBe(1)
})

test('of a secret that does not open nobody can tell who has called: it is to be sent again', async () => {
  await buildGrant(ctx, connection)
  await ctx.db.credential.updateMany({ where: { connectionId: connection.id }, data: { ciphertext: 'damaged' } })
  await expect(credentials('gmail', connection.id)).rejects.toMatchObject({ code: 'unavailable', retryable: true })
})
