import { randomUUID } from 'node:crypto'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import type { Actor } from '@switchboard/core/context'
import { mailServerChannel } from '@switchboard/providers/smtp/channel'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { startSmtpServer, type TestSmtpServer } from '@switchboard/testing/smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectGmail, sandboxWorld } from './sandbox-world'

const database = createTestDatabase()
const world = sandboxWorld(database)
const email = 'ada@northwind.example'
const title = 'A test message from Switchboard'

let server: TestSmtpServer
beforeAll(async () => {
  server = await startSmtpServer({ security: 'none' })
})
afterAll(() => server.stop())
beforeEach(() => {
  server.received.length = 0
  delete server.behaviour.onMail
})

const jobId = () => BigInt(Math.floor(Math.random() * 1e12))
const ctx = () => ({
  ...world.ctx,
  mailServer: mailServerChannel({
    smtpUrl: `smtp://localhost:${server.port}`,
    from: 'switchboard@localhost',
    publicUrl: 'http://localhost:3000',
    clock: world.ctx.clock,
  }),
})
const arrived = () => world.sandbox.store.mailbox(email).data.messages.filter(({ subject }) => subject === title)

async function queue({ teamId, userId }: Actor): Promise<void> {
  const message = { teamId, userId, key: randomUUID(), kind: 'test' as const }
  await queueMessages(database.db, [message], world.ctx.clock.now())
}
const deliveries = ({ teamId }: Actor) =>
  database.db.delivery.findMany({ where: { teamId }, orderBy: { startedAt: 'asc' } })
/** As the worker does, at once and when it is due again. */
async function deliver(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await deliverMessages(ctx(), jobId())
    world.ctx.clock.advance(20_000)
  }
}

describe('a message to a person with Gmail', () => {
  async function connected(sendMessages: boolean): Promise<{ actor: Actor; connectionId: string }> {
    const { actor } = await buildMember(database.db)
    const connectionId = await connectGmail(world, actor)
    const { settings } = await database.db.connection.findFirstOrThrow({ where: { id: connectionId } })
    const changed = { ...Object(settings), sendMessages }
    await database.db.connection.updateMany({ where: { id: connectionId }, data: { settings: changed } })
    return { actor, connectionId }
  }

  test('goes out by their own mailbox when they want that, once, though the answer is lost', async () => {
    const before = arrived().length
    const { actor, connectionId } = await connected(true)
    world.sandbox.faults.add({ path: '/gmail/v1/users/me/messages/send', kind: 'lost_answer' })
    await queue(actor)
    await deliver()
    expect(arrived()).toHaveLength(before + 1)
    expect(await deliveries(actor)).toMatchObject([
      { channel: 'email', connectionId, state: 'sent', place: { at: { threadId: expect.any(String) } } },
    ])
    expect(server.received).toEqual([])
  })

  test('and by the installation’s server when they do not', async () => {
    const before = arrived().length
    const { actor } = await connected(false)
    await queue(actor)
    await deliver()
    expect(arrived()).toHaveLength(before)
    expect(server.received).toHaveLength(1)
  })
})

test('where nobody can be asked, a mail whose answer was lost stays unknown and is sent once', async () => {
  const { actor } = await buildMember(database.db)
  server.behaviour.onMail = () => 'lost'
  await queue(actor)
  await deliver()
  expect(server.received).toHaveLength(1)
  expect(await deliveries(actor)).toMatchObject([{ channel: 'email', connectionId: null, state: 'unknown' }])
})
