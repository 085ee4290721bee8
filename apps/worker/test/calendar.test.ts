import { disconnectConnection } from '@switchboard/core/connections/disconnect-connection'
import type { Actor } from '@switchboard/core/context'
import { listItems } from '@switchboard/core/items/list-items'
import { closeOverSuggestions } from '@switchboard/core/suggestions/close-suggestions'
import { listSuggestions } from '@switchboard/core/suggestions/read-suggestions'
import { listSyncRuns } from '@switchboard/core/sync/list-sync-runs'
import { runSync } from '@switchboard/core/sync/run-sync'
import { startOf } from '@switchboard/sandbox/state/calendar'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { connect, connectGmail, sandboxWorld } from './sandbox-world'

const ada = 'ada@northwind.example'
const database = createTestDatabase()
const world = sandboxWorld(database)
let actor: Actor
let connectionId: string

beforeEach(async () => {
  await world.sandbox.store.reset()
  await world.ctx.db.connection.deleteMany()
  actor = (await buildMember(world.ctx.db)).actor
  connectionId = await connect(world, actor, 'google_calendar')
})

const sync = () => runSync(world.ctx, { teamId: actor.teamId, connectionId, trigger: 'manual' })
const calendar = () => world.sandbox.store.calendar(ada)
const eventNamed = (title: string) => {
  const event = calendar().data.events.find(({ summary }) => summary === title)
  if (!event) throw new Error(`There is no event ${title}.`)
  return event
}
const titles = async (view: 'pending' | 'decided') =>
  (await listSuggestions(world.ctx, actor, { view, sort: 'newest', limit: 50 })).items.map(({ title }) => title)
const items = async () => (await listItems(world.ctx, actor, { connectionId, limit: 100 })).items
const board = 'Prepare for Board meeting'

describe('a calendar', () => {
  test('is read once, and most of what is in it asks for nothing', async () => {
    await sync()
    const first = await items()
    expect(first.length).toBeGreaterThan(25)
    expect(await titles('pending')).toEqual(expect.arrayContaining([board, 'Send Leo a summary of what should change']))
    expect(first.filter(({ outcome }) => outcome === 'no_action').length).toBeGreaterThan(first.length / 2)
    await sync()
    expect(await items()).toEqual(first)
  })

  test('whose token Google has given up is listed anew, and nothing is doubled', async () => {
    await sync()
    const before = await titles('pending')
    calendar().cancel(eventNamed('Board meeting'))
    calendar().expireTokens()
    await sync()
    await sync()
    expect(await titles('pending')).toEqual(before.filter((title) => title !== board))
    expect(await titles('decided')).toEqual([board])
    const runs = (await listSyncRuns(world.ctx, actor, { id: connectionId, limit: 10 })).items
    expect(runs.map(({ state, errorCode }) => [state, errorCode])).toEqual([
      ['done', null],
      ['failed', 'cursor_expired'],
      ['done', null],
    ])
    expect(runs.every(({ gapFrom }) => gapFrom === null)).toBe(true)
  })

  test('an event that is moved moves when its preparation is due', async () => {
    await sync()
    const dueOf = async () =>
      (await listSuggestions(world.ctx, actor, { view: 'pending', sort: 'newest', limit: 50 })).items.find(
        ({ title }) => title === board,
      )?.dueAt
    const before = await dueOf()
    calendar().move(eventNamed('Board meeting'), 5)
    await sync()
    expect((await dueOf())?.getTime()).toBe((before?.getTime() ?? 0) + 5 * 3_600_000)
  })

  test('when its events are over, what was to be prepared closes, and what is to be followed up waits', async () => {
    await sync()
    world.ctx.clock.set(
      new Date(Date.parse(JSON.parse(JSON.stringify(eventNamed('Onboarding workshop').end)).dateTime)),
    )
    await closeOverSuggestions(world.ctx)
    expect(await titles('decided')).toContain('Prepare for Interview: senior designer')
    expect(await titles('pending')).toContain('Send Leo a summary of what should change')
    const { end } = eventNamed('Onboarding workshop')
    world.ctx.clock.set(new Date(startOf(end)))
    await closeOverSuggestions(world.ctx)
    expect(await titles('decided')).toContain('Prepare for Interview: senior designer')
    expect(await titles('pending')).toContain('Send Leo a summary of what should change')
    world.ctx.clock.set(new Date())
  })

  test('shares its account’s grant with Gmail: either can be disconnected alone', async () => {
    const mailbox = await connectGmail(world, actor)
    await disconnectConnection(world.ctx, actor, mailbox)
    await sync()
    expect((await items()).length).toBeGreaterThan(25)
    expect(world.sandbox.store.data.grants.some(({ revoked }) => !revoked)).toBe(true)
    await disconnectConnection(world.ctx, actor, connectionId)
    expect(world.sandbox.store.data.grants.every(({ revoked }) => revoked)).toBe(true)
  })
})
