import { expect, test } from 'vitest'
import {
  buildConnection,
  buildItem,
  buildMember,
  buildSuggestion,
  createTestDatabase,
  testContext,
} from '@switchboard/testing'
import { getItem } from '../../src/items/get-item'
import { recordUnreadable } from '../../src/sync/claim-items'

const database = createTestDatabase()
const context = () => testContext(database)

test('An item without a suggestion tells its words and why nothing was proposed', async () => {
  const ctx = context()
  const { actor } = await buildMember(ctx.db)
  const connection = await buildConnection(ctx.db, actor)
  const { id } = await buildItem(ctx.db, connection, { title: 'Thanks', text: 'All good, nothing to do.' })
  await ctx.db.item.update({
    where: { teamId_id: { teamId: actor.teamId, id } },
    data: { state: 'done', outcome: 'no_action', reason: 'It only says thanks.', confidence: 0.04, model: 'm' },
  })
  expect(await getItem(ctx, actor, id)).toMatchObject({
    outcome: 'no_action',
    reason: 'It only says thanks.',
    confidence: 0.04,
    model: 'm',
    suggestionId: null,
    readable: true,
    accountName: connection.accountName,
    item: { title: 'Thanks', text: 'All good, nothing to do.' },
  })
})

test('An item that was suggested leads to its suggestion', async () => {
  const ctx = context()
  const { actor } = await buildMember(ctx.db)
  const suggestion = await buildSuggestion(ctx.db, await buildConnection(ctx.db, actor))
  expect((await getItem(ctx, actor, suggestion.itemId)).suggestionId).toBe(suggestion.id)
})

test('Of an item that could not be read nothing is known', async () => {
  const ctx = context()
  const { actor } = await buildMember(ctx.db)
  const connection = await buildConnection(ctx.db, actor)
  const key = { teamId: actor.teamId, connectionId: connection.id }
  await recordUnreadable(ctx.db, key, [{ externalId: 'x', reason: 'This mail is damaged.' }], ctx.clock.now())
  const { id } = await ctx.db.item.findFirstOrThrow({ where: key })
  expect(await getItem(ctx, actor, id)).toMatchObject({ readable: false, reason: 'This mail is damaged.' })
})

test('Another member’s item is not found', async () => {
  const ctx = context()
  const { actor } = await buildMember(ctx.db)
  const { actor: other } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })
  const { id } = await buildItem(ctx.db, await buildConnection(ctx.db, actor))
  await expect(getItem(ctx, other, id)).rejects.toMatchObject({ code: 'not_found' })
})
