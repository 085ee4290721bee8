import { beforeEach, expect, test } from 'vitest'
import { buildConnection, buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'
import { cleanUp } from '@switchboard/core/sync/clean-up'

const database = createTestDatabase()
let ctx: TestContext
let account: string
beforeEach(async () => {
  ctx = testContext(database)
  const { actor } = await buildMember(database.db)
  account = (await buildConnection(database.db, actor)).id
})

const ago = (hours: number) => new Date(ctx.clock.now().getTime() - hours * 3_600_000)
const ofNobody = '018f0000-0000-7000-8000-000000000000'

test.each([
  ['of an account that is there', () => account, {}, true],
  ['of the mail server', () => 'mail-server', {}, true],
  ['of an account that is gone', () => ofNobody, {}, false],
  ['of a chat in which nothing was said for a day', () => `${account}:to:U1`, {}, false],
  ['of updates that nobody has made for a day', () => `${account}:update`, {}, false],
  ['of a chat of late', () => `${account}:to:U1`, { tokensAt: 23 }, true],
  ['of a chat for which an urgent message waits', () => `${account}:to:U2`, { urgentUntil: -1 }, true],
  ['of a chat for which somebody waits', () => `${account}:to:U1`, { queuedUntil: -1 }, true],
  ['of look-ups that the service wants to rest', () => `${account}:look-up`, { pausedUntil: -1 }, true],
])('a row %s is kept or not, as it still counts', async (_case, idOf, times: Record<string, number>, stays) => {
  const { tokensAt = 25, ...more } = times
  const dates = Object.fromEntries(Object.entries(more).map(([name, hours]) => [name, ago(hours)]))
  await database.db.route.deleteMany()
  await database.db.route.create({ data: { id: idOf(), tokens: 0, tokensAt: ago(tokensAt), ...dates } })
  await cleanUp(ctx)
  expect(await database.db.route.count()).toBe(stays ? 1 : 0)
})
