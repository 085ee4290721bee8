import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { memberKey, whoIsPresent } from '@switchboard/core/channels/presence'
import type { Actor } from '@switchboard/core/context'
import { buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'
import { openPresenceBook } from '../src/presence-book'
import type { Gateway } from '../src/server'
import { callOf, cookieOf, follow } from './socket-client'
import { startGatewayHere } from './start-gateway'

const database = createTestDatabase()
let ctx: TestContext
beforeAll(() => {
  ctx = testContext(database)
})
const running = new Set<Gateway>()
afterEach(async () => {
  for (const gateway of running) await gateway.close()
  running.clear()
})

async function start(beatMs?: number) {
  const { gateway, url } = await startGatewayHere(ctx, database.url, { beatMs })
  running.add(gateway)
  const open = async ({ userId, teamId }: Actor) => {
    const page = await follow(url, await cookieOf(userId, { teamId }))
    const show = async () => {
      page.send(callOf(2, 'subscription', 'live.inSight'))
      await page.reached(2, 'started')
    }
    const hide = async () => {
      page.send(callOf(2, 'subscription.stop', 'live.inSight'))
      await page.reached(2, 'stopped')
    }
    await show()
    return { ...page, show, hide }
  }
  const close = async () => {
    running.delete(gateway)
    await gateway.close()
  }
  return { open, close }
}

const isPresent = async (actor: Actor) => (await whoIsPresent(ctx, [actor])).has(memberKey(actor))
const rowsOf = ({ userId }: Actor) => ctx.db.presence.count({ where: { userId } })
const someone = async () => (await buildMember(ctx.db)).actor

test('a member is present while a page is in sight at one of several gateways', async () => {
  const [one, two] = [await start(), await start()]
  const actor = await someone()
  expect(await isPresent(actor)).toBe(false)
  const pages = [await one.open(actor), await one.open(actor), await two.open(actor)]
  await expect.poll(() => rowsOf(actor)).toBe(2)
  pages[0]?.close()
  await pages[0]?.closed
  pages[2]?.close()
  await expect.poll(() => rowsOf(actor)).toBe(1)
  expect(await isPresent(actor)).toBe(true)
  pages[1]?.close()
  await expect.poll(() => isPresent(actor)).toBe(false)
})

test('a page that is open and out of sight is nobody’s presence, until it is looked at again', async () => {
  const gateway = await start()
  const actor = await someone()
  const page = await gateway.open(actor)
  await expect.poll(() => isPresent(actor)).toBe(true)
  await page.hide()
  await expect.poll(() => isPresent(actor)).toBe(false)
  await page.show()
  await expect.poll(() => isPresent(actor)).toBe(true)
})

test('a gateway that ends takes its own pages along, and nobody else’s', async () => {
  const [one, two] = [await start(), await start()]
  const [mine, both] = [await someone(), await someone()]
  await one.open(mine)
  await one.open(both)
  await two.open(both)
  await expect.poll(() => rowsOf(both)).toBe(2)
  await expect.poll(() => rowsOf(mine)).toBe(1)
  await one.close()
  expect([await isPresent(mine), await isPresent(both)]).toEqual([false, true])
})

test('pages that stay open stay present, and those of a gateway that has died do not', async () => {
  const gateway = await start(20)
  const [alive, dead] = [await someone(), await someone()]
  await gateway.open(alive)
  await expect.poll(() => isPresent(alive)).toBe(true)
  await ctx.db.presence.create({ data: { gatewayId: randomUUID(), ...keyOf(dead), aliveAt: ctx.clock.now() } })
  ctx.clock.advance(60_000)
  expect(await isPresent(dead)).toBe(false)
  await expect.poll(() => isPresent(alive)).toBe(true)
})

test('what the database could not take is told with the next beat', async () => {
  const actor = await someone()
  const refuse = vi.spyOn(ctx.db, '$transaction').mockRejectedValueOnce(new Error('away'))
  const book = openPresenceBook(ctx, { beatMs: 20 })
  book.arrive(actor)
  await expect.poll(() => isPresent(actor)).toBe(true)
  expect(refuse).toHaveBeenCalledOnce()
  expect(ctx.logger.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', message: 'whose pages are in sight could not be told' }),
  )
  book.leave(actor)
  book.leave(actor)
  await expect.poll(() => isPresent(actor)).toBe(false)
  await book.close()
})

test('whoever comes and goes in one moment is told as it is in the end', async () => {
  const book = openPresenceBook(ctx)
  const [here, gone] = [await someone(), await someone()]
  for (let round = 0; round < 5; round++) {
    book.arrive(here)
    book.arrive(gone)
    book.leave(gone)
    if (round < 4) book.leave(here)
  }
  await expect.poll(() => isPresent(here)).toBe(true)
  await expect.poll(() => rowsOf(gone)).toBe(0)
  await book.close()
  expect(await rowsOf(here)).toBe(0)
})

const keyOf = ({ teamId, userId }: Actor) => ({ teamId, userId })
