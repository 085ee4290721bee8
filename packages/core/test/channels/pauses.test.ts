import { expect, test } from 'vitest'
import { createTestDatabase, fakeChannel } from '@switchboard/testing'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import { withAccess } from '@switchboard/core/connections/with-access'
import { SwitchboardError } from '@switchboard/core/errors'
import { jobId, reachable } from './reachable'

const database = createTestDatabase()
const pauseMs = 7_000

const slowDown = (facts: Record<string, string> = {}) =>
  new SwitchboardError('rate_limited', 'Slack asks us to slow down.', {
    retryable: true,
    retryAfterMs: pauseMs,
    facts,
  })

async function rows({ ctx, actor: { teamId }, connection: { id } }: Awaited<ReturnType<typeof reachable>>) {
  const { notBefore } = await ctx.db.connection.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } })
  const route = await ctx.db.route.findUnique({ where: { id } })
  return { notBefore, pausedUntil: route?.pausedUntil ?? null }
}

test.each([
  ['of sending leaves the sync alone', {}, false],
  ['of the whole account counts for the sync too', { pause: 'account' }, true],
])('a pause %s', async (_, facts, isWhole) => {
  const world = await reachable(
    database,
    fakeChannel({
      onSend: () => {
        throw slowDown(facts)
      },
    }),
  )
  await world.queue()
  await deliverMessages(world.ctx, jobId())
  const until = new Date(world.ctx.clock.now().getTime() + pauseMs)
  expect(await rows(world)).toEqual({ notBefore: isWhole ? until : null, pausedUntil: until })
})

test('a pause asked for while a lost answer is looked up leaves the sync alone', async () => {
  const world = await reachable(
    database,
    fakeChannel({
      afterSend: () => {
        throw new SwitchboardError('timeout', 'Slack did not answer in time.', { retryable: true })
      },
      findSent: () => Promise.reject(slowDown()),
    }),
  )
  await world.queue()
  await deliverMessages(world.ctx, jobId())
  expect((await rows(world)).notBefore).toBeNull()
})

test.each([
  ['of reading leaves sending alone', {}, false],
  ['of the whole account counts for sending too', { pause: 'account' }, true],
])('a pause %s', async (_, facts, isWhole) => {
  const world = await reachable(database, fakeChannel())
  await world.queue()
  await deliverMessages(world.ctx, jobId())
  const key = { teamId: world.actor.teamId, connectionId: world.connection.id }
  await expect(withAccess(world.ctx, key, () => Promise.reject(slowDown(facts)))).rejects.toThrow('slow down')
  const until = new Date(world.ctx.clock.now().getTime() + pauseMs)
  expect(await rows(world)).toEqual({ notBefore: until, pausedUntil: isWhole ? until : null })
  await world.queue()
  await deliverMessages(world.ctx, jobId())
  expect(world.slack.arrived).toHaveLength(isWhole ? 1 : 2)
})
