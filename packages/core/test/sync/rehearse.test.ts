import { expect, test, vi } from 'vitest'
import { changeBatch, createTestDatabase, fakeModel, fakeProviders, proposal, testContext } from '@switchboard/testing'
import { rehearseSync } from '../../src/sync/rehearse'

const database = createTestDatabase()

test('a rehearsal goes through a sync up to the task, asks no service, and leaves no row', async () => {
  const warned = vi.spyOn(process, 'emitWarning')
  const fetchChanges = vi.fn(async () => changeBatch())
  const remote = vi.fn(() => proposal())
  const local = vi.fn(() => proposal({ evidence: [{ quote: 'please review the draft', supports: 'action' }] }))
  const providers = fakeProviders({ source: { fetchChanges } })
  const ctx = testContext(database, { providers, model: fakeModel(remote, { offline: false }) })
  expect(await rehearseSync({ ...ctx, offlineModel: fakeModel(local) })).toBe(1)
  expect(local).toHaveBeenCalledOnce()
  expect(remote).not.toHaveBeenCalled()
  expect(fetchChanges).not.toHaveBeenCalled()
  const { team, user, connection, item, task } = ctx.db
  const counts = [team.count(), user.count(), connection.count(), item.count(), task.count()]
  expect(await Promise.all(counts)).toEqual([0, 0, 0, 0, 0])
  // Of two questions at once on one connection, which the driver would tell the operator about.
  expect(warned).not.toHaveBeenCalled()
})

test('without anything that can be synced there is nothing to rehearse', async () => {
  expect(await rehearseSync(testContext(database, { providers: {}, model: fakeModel() }))).toBe(0)
})
