import { expect, onTestFinished, test, vi } from 'vitest'
import type { TestContext } from '@switchboard/testing'
import { createTestDatabase, fakeChannel, fakeProviders, testContext } from '@switchboard/testing'
import { away, jobId, reachable } from './reachable'

const database = createTestDatabase()

/** A worker with modules, a pool, a channel and a clock of its own: with the other it shares PostgreSQL, and the key of tokens. */
async function startWorker({ cipher }: TestContext) {
  vi.resetModules()
  const { openDatabase } = await import('@switchboard/db')
  const { deliverMessages } = await import('@switchboard/core/channels/deliver-messages')
  const db = openDatabase(database.url, { poolSize: 5 })
  onTestFinished(() => db.$disconnect())
  const worker = { calls: 0, isAway: true, held: Promise.resolve() }
  const slack = fakeChannel({
    onSend: async () => {
      worker.calls++
      await worker.held
      if (worker.isAway) throw away({ sent: 'no' })
    },
  })
  const providers = fakeProviders({ ownership: 'shared', channel: slack })
  const ctx = { ...testContext(database, { providers }), db, cipher }
  return Object.assign(worker, {
    slack,
    clock: ctx.clock,
    deliver: () => deliverMessages(ctx, jobId()),
    module: deliverMessages,
  })
}

test('two processes have one breaker: failures of both open it, both see it, one probe goes out, and its success closes it for both', async () => {
  const world = await reachable(database, fakeChannel(), null)
  const one = await startWorker(world.ctx)
  const other = await startWorker(world.ctx)
  expect(one.module).not.toBe(other.module)
  const queue = (count: number) => Promise.all(Array.from({ length: count }, () => world.queue()))
  const calls = () => one.calls + other.calls
  const route = () => database.db.route.findUniqueOrThrow({ where: { id: world.connection.id } })

  await queue(3)
  await one.deliver()
  expect(await route()).toMatchObject({ failures: 3, openUntil: null })
  await queue(2)
  await other.deliver()
  expect([one.calls, other.calls]).toEqual([3, 2])
  expect((await route()).openUntil).not.toBeNull()

  // More than one of them takes at once, so that both have some.
  await queue(110)
  await Promise.all([one.deliver(), other.deliver()])
  expect([one.calls, other.calls]).toEqual([3, 2])

  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  for (const worker of [one, other]) {
    worker.clock.advance(31_000)
    Object.assign(worker, { isAway: false, held: gate })
  }
  const both = [one.deliver(), other.deliver()]
  // Whoever does not probe comes to an end while the probe is under way.
  await Promise.race(both)
  await expect.poll(calls).toBe(6)
  expect(await route()).toMatchObject({ probeUntil: expect.any(Date) })
  release()
  await Promise.all(both)
  expect(await route()).toMatchObject({ failures: 0, openUntil: null, probeUntil: null })

  for (const worker of [one, other]) worker.clock.advance(120_000)
  await Promise.all([one.deliver(), other.deliver()])
  const arrived = [...one.slack.arrived, ...other.slack.arrived]
  expect(arrived).toHaveLength(115)
  expect(new Set(arrived.map(({ key }) => key)).size).toBe(115)
})
