import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTestDatabase, testContext } from '@switchboard/testing'
import { callGate } from '@switchboard/core/channels/routes/call-gate'

const database = createTestDatabase()

test('calls of an account are counted by their names, across processes', async () => {
  const [ctx, id] = [testContext(database), randomUUID()]
  const gates = [callGate(ctx, id), callGate({ ...ctx }, id)]
  const taken = await Promise.allSettled(Array.from({ length: 30 }, (_, at) => gates[at % 2]?.take('users.info', 20)))
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
  const [gate] = gates
  await expect(gate?.take('users.info', 20)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 3_000 })
  await gate?.take('views.open', 20)
  await callGate(ctx, randomUUID()).take('users.info', 20)
  ctx.clock.advance(3_000)
  await gate?.take('users.info', 20)
})

test('a pause that the service asks for at a call holds to the second, for that call alone', async () => {
  const [ctx, id] = [testContext(database), randomUUID()]
  const gate = callGate(ctx, id)
  await gate.rest('users.info', 7_000)
  ctx.clock.advance(5_000)
  await expect(gate.take('users.info', 100)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 2_000 })
  await gate.take('conversations.info', 50)
  ctx.clock.advance(2_000)
  await gate.take('users.info', 100)
})
