import { expect, test } from 'vitest'
import { getItem } from '@switchboard/core/items/get-item'
import { listItems } from '@switchboard/core/items/list-items'
import { buildConnection, buildMember, buildSuggestion, createTestDatabase, testContext } from '@switchboard/testing'

const database = createTestDatabase()

test('what a shared connection brought is for admins, and for the member whom it asks', async () => {
  const ctx = testContext(database)
  const { actor: admin } = await buildMember(ctx.db, { role: 'admin' })
  const { actor: asked } = await buildMember(ctx.db, { teamId: admin.teamId, role: 'member' })
  const { actor: other } = await buildMember(ctx.db, { teamId: admin.teamId, role: 'member' })
  const connection = await buildConnection(ctx.db, admin, { ownerId: null })
  const { itemId, id } = await buildSuggestion(ctx.db, connection, {})
  await ctx.db.suggestion.updateMany({ where: { id }, data: { assigneeId: asked.userId } })
  const list = { connectionId: connection.id, limit: 10 }
  expect((await listItems(ctx, admin, list)).items).toHaveLength(1)
  for (const actor of [admin, asked]) expect(await getItem(ctx, actor, itemId)).toMatchObject({ id: itemId })
  await expect(getItem(ctx, other, itemId)).rejects.toMatchObject({ code: 'not_found' })
  for (const actor of [asked, other])
    await expect(listItems(ctx, actor, list)).rejects.toMatchObject({ code: 'not_found' })
})
