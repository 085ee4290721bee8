import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Actor } from '../../src/context'
import { approveSuggestions } from '../../src/suggestions/decide-suggestions'
import { editSuggestion } from '../../src/suggestions/edit-suggestion'
import type { Edits } from '../../src/suggestions/edits'
import { getSuggestion } from '../../src/suggestions/read-suggestions'
import { isSupported } from '../../src/suggestions/supported-values'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let id: string

beforeAll(() => {
  ctx = testContext(database)
})
const dueAt = new Date('2026-03-06T09:00:00Z')
beforeEach(async () => {
  actor = (await buildMember(ctx.db, { role: 'member' })).actor
  const quote = { quote: 'Could you', field: 'text', start: 12, end: 21 }
  const evidence = ['action', 'due', 'priority'].map((supports) => ({ ...quote, supports }))
  id = (await buildSuggestion(ctx.db, await buildConnection(ctx.db, actor), { evidence, dueAt })).id
})

const edit = (edits: Edits) => editSuggestion(ctx, actor, { id, edits })
const supported = async () => {
  const suggestion = await getSuggestion(ctx, actor, id)
  return suggestion.evidence.filter((quote) => isSupported(quote, suggestion)).map(({ supports }) => supports)
}

describe('evidence beside edited fields', () => {
  test('supports what was proposed: not the edit, and again what was proposed', async () => {
    expect(await supported()).toEqual(['action', 'due', 'priority'])
    await edit({ priority: 'low', title: 'Another title' })
    expect(await supported()).toEqual(['action', 'due'])
    await edit({ priority: 'urgent', description: 'My words' })
    await edit({ dueAt: null, dueAllDay: false })
    expect(await supported()).toEqual([])
    await edit({ priority: 'high', description: 'Meridian Health waits for it.' })
    expect(await supported()).toEqual(['action', 'priority'])
    await edit({ dueAt, dueAllDay: false })
    expect(await supported()).toEqual(['action', 'due', 'priority'])
  })

  test('edits of two fields at once keep both proposals', async () => {
    await Promise.all([edit({ priority: 'low' }), edit({ description: 'My words' })])
    expect(await supported()).toEqual(['due'])
    await edit({ priority: 'high', description: 'Meridian Health waits for it.' })
    expect(await supported()).toEqual(['action', 'due', 'priority'])
  })

  test('an edit that comes with the approval counts', async () => {
    await approveSuggestions(ctx, actor, { ids: [id], edits: { priority: 'low' }, via: 'web' })
    expect(await supported()).toEqual(['action', 'due'])
  })

  test('a date that nothing was proposed for can be taken out again', async () => {
    await ctx.db.suggestion.updateMany({ where: { id }, data: { dueAt: null } })
    await edit({ dueAt })
    expect(await supported()).toEqual(['action', 'priority'])
    await edit({ dueAt: null })
    expect(await supported()).toEqual(['action', 'due', 'priority'])
  })
})
