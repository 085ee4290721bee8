import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runSync } from '@switchboard/core/sync/run-sync'
import { listSuggestions } from '@switchboard/core/suggestions/read-suggestions'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import { exportedMails } from './exported-mails'
import { connectGmail, sandboxWorld, type World } from './sandbox-world'

const database = createTestDatabase()
const scratch = mkdtempSync(path.join(tmpdir(), 'export-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Signs in, connects and syncs as a visitor with a file of exported mail does. */
async function judge(world: World) {
  const { actor } = await buildMember(world.ctx.db)
  const connectionId = await connectGmail(world, actor)
  await runSync(world.ctx, { teamId: actor.teamId, connectionId, trigger: 'first' })
  const { items } = await listSuggestions(world.ctx, actor, { view: 'pending', sort: 'confidence', limit: 200 })
  return {
    items: await world.ctx.db.item.findMany({ where: { teamId: actor.teamId } }),
    suggestions: await world.ctx.db.suggestion.findMany({
      where: { id: { in: items.map(({ id }) => id) } },
      include: { item: true },
    }),
  }
}

describe('an mbox of Takeout', () => {
  const file = path.join(scratch, 'takeout.mbox')
  writeFileSync(file, exportedMails)
  const world = sandboxWorld(database, { mailbox: file })
  let judged: Awaited<ReturnType<typeof judge>>
  beforeAll(async () => void (judged = await judge(world)))

  const dueOf = (subject: string) => judged.suggestions.find(({ item }) => item.title === subject)?.dueAt
  const dayInBerlin = (date: Date | null | undefined) =>
    date?.toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' })

  test('what is unread in the inbox is judged once, and neither sent mail nor spam nor what was read or put away', () => {
    expect(judged.items.map(({ title, state }) => [title, state]).sort()).toEqual(
      [
        'Signed contract',
        'Quarterly figures',
        'Fwd: Access to the shared drive',
        'Überweisung',
        'Slides for the workshop',
        'The Morning Type, issue 214',
        'Your receipt from Brewline Coffee',
        'Your parcel has been delivered',
        'Thanks for yesterday',
        'Photos from the weekend',
      ]
        .map((title) => [title, 'done'])
        .sort(),
    )
  })

  test.each([
    // The mails are of Monday the 2nd of March 2026.
    ['Signed contract', '2026-03-06'],
    ['Quarterly figures', '2026-03-10'],
    ['Slides for the workshop', '2026-03-04'],
  ])('%s is proposed, due on %s', (subject, day) => {
    expect(dayInBerlin(dueOf(subject))).toBe(day)
  })

  test('a request that was forwarded is proposed', () => {
    expect(judged.suggestions.map(({ item }) => item.title)).toContain('Fwd: Access to the shared drive')
  })

  test.each([
    'The Morning Type, issue 214',
    'Your receipt from Brewline Coffee',
    'Your parcel has been delivered',
    'Thanks for yesterday',
    'Photos from the weekend',
  ])('%s asks for nothing, and is not proposed', (subject) => {
    expect(judged.suggestions.map(({ item }) => item.title)).not.toContain(subject)
  })
})

const replies = path.resolve(import.meta.dirname, '../../../../shared/data/email-replies')

describe.skipIf(!existsSync(replies))(
  'replies of ten mail programs (skipped without ../shared/data/email-replies)',
  () => {
    const world = sandboxWorld(database, { mailbox: replies })

    test('each is read, and a greeting alone is nothing to do', async () => {
      const { items, suggestions } = await judge(world)
      expect(items).toHaveLength(12)
      expect(items.map(({ state }) => state)).toEqual(items.map(() => 'done'))
      expect(suggestions.map(({ item, title }) => [item.title, title])).toEqual([])
    })
  },
)
