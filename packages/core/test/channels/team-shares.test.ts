import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { buildMember, createTestDatabase, fakeChannel } from '@switchboard/testing'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { shareOf } from '@switchboard/core/channels/routes/team-shares'
import { jobId, reachable } from './reachable'

const database = createTestDatabase()

test.each([
  ['nobody waits', [], { perMinute: 120, burst: 30 }],
  ['it waits alone', ['own'], { perMinute: 120, burst: 30 }],
  ['another waits', ['other'], { perMinute: 60, burst: 15 }],
  ['it waits with two others', ['own', 'other', 'third'], { perMinute: 40, burst: 10 }],
])('a team’s part of what teams share while %s', (_, waiting, part) => {
  expect(shareOf({ perMinute: 120, burst: 30 }, 'own', new Set(waiting))).toEqual(part)
})

test('a burst of one team at the mail server lets no other wait, and has all of it while it is alone', async () => {
  const mail = fakeChannel({ kind: 'email', allowance: () => ({ perMinute: 60, burst: 2 }) })
  const { ctx, actor } = await reachable(database, fakeChannel(), mail)
  const { actor: other } = await buildMember(database.db)
  const queue = async (member: typeof actor, count: number, urgency: 'normal' | 'urgent' = 'normal') =>
    queueMessages(
      database.db,
      Array.from({ length: count }, () => ({
        teamId: member.teamId,
        userId: member.userId,
        key: randomUUID(),
        kind: 'test' as const,
        only: 'email' as const,
        urgency,
      })),
      ctx.clock.now(),
    )
  const sentOf = ({ teamId }: typeof actor) => database.db.delivery.count({ where: { teamId, state: 'sent' } })
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      ctx.clock.advance(1_000)
      await Promise.all([deliverMessages(ctx, jobId()), deliverMessages({ ...ctx }, jobId())])
    }
  }
  await queue(actor, 60)
  await deliverMessages(ctx, jobId())
  expect(await sentOf(actor)).toBe(2)
  await pass(8)
  expect(await sentOf(actor)).toBe(10)
  await queue(other, 3)
  await deliverMessages(ctx, jobId())
  await pass(10)
  // One of two tokens is theirs; half a minute would have to pass behind the burst.
  expect(await sentOf(other)).toBe(3)
  // An urgent one waits behind urgent ones of its team alone.
  await queue(other, 20)
  await queue(actor, 1, 'urgent')
  await deliverMessages(ctx, jobId())
  await pass(4)
  expect(await database.db.delivery.count({ where: { message: { urgency: 'urgent' }, state: 'sent' } })).toBe(1)
  // No token is left lying while somebody waits, but for what came amid a round.
  expect((await sentOf(actor)) + (await sentOf(other))).toBeGreaterThan(20)
})
