import { expect, test, vi } from 'vitest'
import { changeBatch, createTestDatabase, fakeModel, fakeProviders, proposal, testContext } from '@switchboard/testing'
import { warmUp } from '../../src/sync/warm-up'

const database = createTestDatabase()
const notNow = () => proposal({ confidence: 0.1, actionNeeded: false, evidence: [] })

test('warming up judges a made-up item by the generator of this machine, asks no service and writes nothing', async () => {
  const loaded = vi.fn(async () => undefined)
  const fetchChanges = vi.fn(async () => changeBatch())
  const remote = vi.fn(notNow)
  const local = vi.fn(notNow)
  const providers = fakeProviders({ source: { warmUp: loaded, fetchChanges } })
  const ctx = testContext(database, { providers, model: fakeModel(remote, { offline: false }) })
  await warmUp({ ...ctx, offlineModel: fakeModel(local) }, new AbortController().signal)
  expect(loaded).toHaveBeenCalledOnce()
  expect(local).toHaveBeenCalledOnce()
  expect(remote).not.toHaveBeenCalled()
  expect(fetchChanges).not.toHaveBeenCalled()
  expect([await ctx.db.item.count(), await ctx.db.syncRun.count(), await ctx.db.modelUsage.count()]).toEqual([0, 0, 0])
})

test('a provider that is not set up is left out', async () => {
  const { gmail } = fakeProviders()
  const providers = gmail ? { gmail: { ...gmail, provider: null, missing: ['GOOGLE_CLIENT_ID'] } } : {}
  const ctx = testContext(database, { providers, model: fakeModel() })
  const { signal } = new AbortController()
  await expect(warmUp({ ...ctx, offlineModel: fakeModel(notNow) }, signal)).resolves.toBeUndefined()
})

test('a worker that ends meanwhile goes on with none of it', async () => {
  const stopping = new AbortController()
  const providers = fakeProviders({ source: { warmUp: async () => stopping.abort() } })
  const ctx = testContext(database, { providers, model: fakeModel() })
  const local = vi.fn(notNow)
  await warmUp({ ...ctx, offlineModel: fakeModel(local) }, stopping.signal)
  expect(local).not.toHaveBeenCalled()
})
