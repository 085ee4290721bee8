import { itemSnapshotSchema, type ItemSnapshot } from '@switchboard/core/items'
import type { Access } from '@switchboard/core/ports/access'
import type { Tokens } from '@switchboard/core/ports/connecting'
import type { WholePart } from '@switchboard/core/ports/item-source'
import type { Json } from '@switchboard/core/ports/json'
import { beforeEach, describe, expect, test } from 'vitest'
import { accessTo, failsWith, must } from './expectations'
import type { ItemWorld, ProviderTraits } from './world'

/** What is fetched. */
export function describeItems(
  name: string,
  world: () => ItemWorld,
  connect: () => Promise<Tokens>,
  traits: ProviderTraits,
): void {
  const source = () => must(world().provider.source)
  const accessWith = (accessToken: string, more: Partial<Access> = {}) => accessTo(world().provider, accessToken, more)
  const stateOf = (externalId: string) => must(world().stateOf)(externalId)

  describe(`${name}: items`, () => {
    let tokens: Tokens
    const access = (more: Partial<Access> = {}) => accessWith(tokens.accessToken, more)
    beforeEach(async () => void (tokens = await connect()))

    /** Everything there is from a cursor on, as the sync engine asks for it. */
    async function fetchAll(from: Json, limit = 20, since: Date | null = null, known: ItemSnapshot[] = []) {
      const items: ItemSnapshot[] = []
      const over: string[] = []
      let cursor = from
      for (let calls = 0; calls < 200; calls++) {
        const batch = await source().fetchChanges(access(), { cursor, limit, since: cursor === null ? since : null })
        if (!traits.answersToo) expect(batch.items.length).toBeLessThanOrEqual(limit)
        expect(batch.apiCalls).toBeGreaterThan(0)
        expect(batch.unreadable).toEqual([])
        items.push(...batch.items)
        over.push(...(batch.over ?? []).map(({ externalId }) => externalId))
        for (const part of batch.whole ?? []) over.push(...vanished(part, known))
        // A cursor is stored as JSON between two calls.
        cursor = JSON.parse(JSON.stringify(batch.cursor))
        if (!batch.more) return { items, cursor, over }
      }
      throw new Error('There was always more.')
    }

    test('the first fetch brings each item once, in the one form', async () => {
      const { items } = await fetchAll(null, 7)
      expect(items.length).toBeGreaterThan(7)
      expect(new Set(items.map(({ externalId }) => externalId)).size).toBe(items.length)
      for (const item of items) {
        expect(itemSnapshotSchema.parse(item)).toEqual(item)
        for (const { leaves } of traits.writes) expect(await stateOf(item.externalId)).not.toMatchObject(leaves)
        expect(item.revision !== undefined).toBe(traits.changes)
      }
    })

    test('then what is new, once; the same cursor gives the same again', async () => {
      const { cursor } = await fetchAll(null)
      expect((await fetchAll(cursor)).items).toEqual([])
      const ids = [await world().deliver(), await world().deliver()]
      const news = await fetchAll(cursor)
      expect(news.items.map(({ externalId }) => externalId).sort()).toEqual(ids.sort())
      expect((await fetchAll(cursor)).items).toEqual(news.items)
      expect((await fetchAll(news.cursor)).items).toEqual([])
    })

    test('what arrives while the first fetch is under way is not lost', async () => {
      const first = await source().fetchChanges(access(), { cursor: null, limit: 5, since: null })
      const id = await world().deliver()
      const rest = await fetchAll(first.cursor, 5)
      // With this run, or else the next.
      const items = [...rest.items, ...(await fetchAll(rest.cursor, 5)).items]
      expect(items.map(({ externalId }) => externalId)).toContain(id)
    })

    test.runIf(traits.resync === 'since')('a resync brings nothing from before its bound', async () => {
      const { items } = await fetchAll(null)
      const times = items.map(({ receivedAt }) => Date.parse(receivedAt)).sort((a, b) => a - b)
      const since = new Date(must(times[Math.floor(times.length / 2)]))
      const bounded = (await fetchAll(null, 20, since)).items
      expect(bounded.length).toBeGreaterThan(0)
      expect(bounded.length).toBeLessThan(items.length)
      // Services count in seconds.
      for (const { receivedAt } of bounded)
        expect(Date.parse(receivedAt)).toBeGreaterThanOrEqual(since.getTime() - 1_000)
    })

    test.runIf(traits.resync === 'ahead')('a resync brings all that lies ahead, whenever it came', async () => {
      const { items } = await fetchAll(null)
      expect((await fetchAll(null, 20, new Date())).items).toEqual(items)
    })

    test.runIf(!traits.lastingCursors)('a forgotten cursor says so', async () => {
      const { cursor } = await fetchAll(null)
      await world().expireCursor()
      await failsWith('cursor_expired', source().fetchChanges(access(), { cursor, limit: 20, since: null }))
    })

    test('a page that the service has forgotten amid a fetch begins its list anew, and nothing is lost', async (task) => {
      const { forgetPage } = world()
      if (!forgetPage) return task.skip()
      const all = await fetchAll(null, 3)
      const read: ItemSnapshot[] = []
      let cursor: Json = null
      for (let calls = 0; calls < 50; calls++) {
        const batch = await source().fetchChanges(access(), { cursor, limit: 3, since: null })
        read.push(...batch.items)
        cursor = JSON.parse(JSON.stringify(batch.cursor))
        expect(batch.more).toBe(true)
        if (JSON.stringify(forgetPage(cursor)) !== JSON.stringify(cursor)) break
      }
      const forgotten = forgetPage(cursor)
      expect(forgotten).not.toEqual(cursor)
      read.push(...(await fetchAll(forgotten, 3)).items)
      const ids = (items: ItemSnapshot[]) => [...new Set(items.map(({ externalId }) => externalId))].sort()
      expect(ids(read)).toEqual(ids(all.items))
    })

    test('an item that is gone is no fault of the batch', async () => {
      const { cursor } = await fetchAll(null)
      const id = await world().deliver()
      await world().remove(id)
      expect((await fetchAll(cursor)).items).toEqual([])
    })

    test.runIf(traits.changes)(
      'an item that changes comes again, under another revision; then it is over',
      async () => {
        const { cursor } = await fetchAll(null)
        const id = await world().deliver()
        const first = await fetchAll(cursor)
        await must(world().change)(id)
        world().laterOn?.()
        const second = await fetchAll(first.cursor)
        expect([...first.items, ...second.items].map(({ externalId }) => externalId)).toEqual([id, id])
        expect(second.items[0]?.revision).not.toBe(first.items[0]?.revision)
        expect(second.over).not.toContain(id)
        await world().remove(id)
        world().laterOn?.()
        expect(await fetchAll(second.cursor, 20, null, second.items)).toMatchObject({ items: [], over: [id] })
        if (traits.lastingCursors && traits.answersToo) return
        // From the beginning as well: a cursor may be lost at that moment.
        const anew = await fetchAll(null)
        expect(anew.items.map(({ externalId }) => externalId)).not.toContain(id)
        expect(anew.over).toContain(id)
      },
    )

    test('an unknown secret is refused', async () => {
      const request = { cursor: null, limit: 5, since: null }
      await failsWith('unauthorized', source().fetchChanges(accessWith('unknown'), request))
    })
  })
}

/** Known items that a part told whole does not name. */
const vanished = ({ idsBegin, threadId, after, before, externalIds }: WholePart, known: ItemSnapshot[]) =>
  known
    .filter(({ externalId, threadId: thread, receivedAt }) => {
      const at = Date.parse(receivedAt)
      const isOfIt = externalId.startsWith(idsBegin) && (thread === externalId ? null : thread) === threadId
      return isOfIt && at > after.getTime() && at < before.getTime() && !externalIds.includes(externalId)
    })
    .map(({ externalId }) => externalId)
