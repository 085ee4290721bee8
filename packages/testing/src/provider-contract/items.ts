import { sideEffectPolicySchema } from '@switchboard/core/connections/setting-kinds'
import { itemSnapshotSchema, type ItemSnapshot } from '@switchboard/core/items'
import type { Access, Json, Tokens } from '@switchboard/core/ports'
import { beforeEach, describe, expect, test } from 'vitest'
import { accessTo, failsWith, must } from './expectations'
import type { ItemWorld, ProviderTraits } from './world'

/** What is fetched, and what a write-back changes and takes back. */
export function describeItems(
  name: string,
  world: () => ItemWorld,
  connect: () => Promise<Tokens>,
  traits: ProviderTraits,
): void {
  const source = () => must(world().provider.source)
  const accessWith = (accessToken: string, more: Partial<Access> = {}) => accessTo(world().provider, accessToken, more)
  const writer = () => {
    const { inverseOf, apply, revert } = source()
    return { inverseOf: must(inverseOf), apply: must(apply), revert: must(revert) }
  }
  const stateOf = (externalId: string) => must(world().stateOf)(externalId)

  describe(`${name}: items`, () => {
    let tokens: Tokens
    const access = (more: Partial<Access> = {}) => accessWith(tokens.accessToken, more)
    beforeEach(async () => void (tokens = await connect()))

    /** Everything there is from a cursor on, as the sync engine asks for it. */
    async function fetchAll(from: Json, limit = 20, since: Date | null = null) {
      const items: ItemSnapshot[] = []
      const over: string[] = []
      let cursor = from
      for (let calls = 0; calls < 200; calls++) {
        const batch = await source().fetchChanges(access(), { cursor, limit, since: cursor === null ? since : null })
        expect(batch.items.length).toBeLessThanOrEqual(limit)
        expect(batch.apiCalls).toBeGreaterThan(0)
        expect(batch.unreadable).toEqual([])
        items.push(...batch.items)
        over.push(...(batch.over ?? []).map(({ externalId }) => externalId))
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
      const { items } = await fetchAll(first.cursor, 5)
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

    test('an item that is gone is no fault of the batch, and says so when it is asked for', async () => {
      const { cursor } = await fetchAll(null)
      const id = await world().deliver()
      await world().remove(id)
      expect((await fetchAll(cursor)).items).toEqual([])
      for (const { action } of traits.writes) await failsWith('gone', writer().apply(access(), action, id))
    })

    test.runIf(traits.changes)(
      'an item that changes comes again, under another revision; then it is over',
      async () => {
        const { cursor } = await fetchAll(null)
        const id = await world().deliver()
        const first = await fetchAll(cursor)
        await must(world().change)(id)
        const second = await fetchAll(first.cursor)
        expect([...first.items, ...second.items].map(({ externalId }) => externalId)).toEqual([id, id])
        expect(second.items[0]?.revision).not.toBe(first.items[0]?.revision)
        expect(second.over).not.toContain(id)
        await world().remove(id)
        expect(await fetchAll(second.cursor)).toMatchObject({ items: [], over: [id] })
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

    test('each of its effects has a policy among the settings, and words of its own', () => {
      const { effects = [] } = source()
      expect(effects.map(({ action }) => action)).toEqual(traits.writes.map(({ action }) => action))
      const settings = accessWith('').settings
      for (const { setting, words } of effects) {
        expect(settings).toHaveProperty(
          setting,
          expect.toSatisfy((policy) => sideEffectPolicySchema.safeParse(policy).success),
        )
        expect(new Set(Object.values(words)).size).toBe(Object.values(words).length)
      }
    })

    describe.each(traits.writes)('$action', ({ action, leaves }) => {
      test('done twice is done once, and taken back', async () => {
        const id = await world().deliver()
        const before = await stateOf(id)
        const inverse = await writer().inverseOf(access(), action, id)
        for (let time = 0; time < 2; time++) await writer().apply(access(), action, id)
        const after = { ...before, ...leaves }
        expect(await stateOf(id)).toEqual(after)
        // Read again, it would say that there is nothing to take back; a stored inverse still does.
        const late = await writer().inverseOf(access(), action, id)
        await writer().revert(access(), action, id, late)
        expect(await stateOf(id)).toEqual(after)
        const stored: Json = JSON.parse(JSON.stringify(inverse))
        for (let time = 0; time < 2; time++) await writer().revert(access(), action, id, stored)
        expect(await stateOf(id)).toEqual(before)
      })

      test('what takes it back is an object, which is stored', async () => {
        const inverse = await writer().inverseOf(access(), action, await world().deliver())
        expect(inverse !== null && typeof inverse === 'object' && !Array.isArray(inverse)).toBe(true)
      })
    })
  })
}
