import { expect, test } from 'vitest'
import { createTestDatabase, fakeChannel } from '@switchboard/testing'
import { traceSchema } from '@switchboard/core/channels/trace'
import { mailWorld } from './mail-world'

const database = createTestDatabase()

test('a mail that comes back has failed with the words of the server, and its message goes on by the next way', async () => {
  const world = await mailWorld(database)
  const { benUser, cleo, mailbox } = world
  const server = fakeChannel({ kind: 'email' })
  const ctx = Object.assign(world.ctx, { mailServer: server })
  await world.ask({ recipientIds: [world.ben.userId] })
  await world.work()
  const sent = world.lastTo(benUser)
  const bounce = { messageId: `<${sent.key}@localhost>`, words: '550 5.1.1 No such mailbox' }
  const from = 'mailer-daemon@mx.example'
  const report = {
    ...world.writeTo({ from, to: benUser.email, subject: 'Undelivered', text: 'Sorry.', dmarc: null }),
    bounce,
  }
  const read = () =>
    database.db.outboundMessage.findFirstOrThrow({
      where: { deliveries: { some: { id: sent.key } } },
      include: { deliveries: { orderBy: { startedAt: 'asc' } } },
    })
  expect((await read()).deliveries).toMatchObject([{ state: 'sent' }])
  // In a mailbox that has not sent it, and about a mail of nobody here.
  expect(await world.takes(mailbox.cleo, report)).toBe(false)
  const other = { ...bounce, messageId: `<${cleo.userId}@localhost>` }
  expect(await world.takes(mailbox.ben, { ...report, bounce: other })).toBe(false)
  expect((await read()).deliveries).toMatchObject([{ state: 'sent' }])
  expect(await Promise.all([1, 2].map(() => world.takes(mailbox.ben, report)))).toEqual([true, true])
  ctx.clock.advance(1_000)
  await world.work()
  const after = await read()
  expect(after).toMatchObject({
    state: 'reached',
    deliveries: [
      { state: 'failed', errorMessage: 'The mail came back: 550 5.1.1 No such mailbox' },
      { state: 'sent', connectionId: null },
    ],
  })
  expect(server.arrived).toHaveLength(1)
  const steps = traceSchema.parse(after.trace).map(({ what, why }) => `${what}: ${why}`)
  expect(steps).toContain('failed: The mail came back: 550 5.1.1 No such mailbox')
})
