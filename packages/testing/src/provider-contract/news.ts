import { itemSnapshotSchema } from '@switchboard/core/items'
import type { Tokens } from '@switchboard/core/ports/connecting'
import { beforeEach, describe, expect, test } from 'vitest'
import { accessTo, must } from './expectations'
import type { NewsWorld } from './world'

/** What an event brings of items, where it brings them itself. */
export function describeNews(name: string, world: () => NewsWorld, connect: () => Promise<Tokens>): void {
  describe(`${name}: what it is told`, () => {
    let tokens: Tokens
    const access = () => accessTo(world().provider, tokens.accessToken)
    const readNews = () => must(must(world().provider.source).readNews)
    beforeEach(async () => void (tokens = await connect()))

    test('a message is an item, in the one form; the same event gives the same again', async () => {
      const { first } = await world().tell()
      const { items, over } = await readNews()(access(), first)
      expect([items.length, over]).toEqual([1, []])
      expect(itemSnapshotSchema.parse(items[0])).toEqual(items[0])
      expect(await readNews()(access(), first)).toEqual({ items, over })
    })

    test('one that was changed is the same item, under a later revision, or another where it is asked for', async () => {
      const { first, changed } = await world().tell()
      const [before] = (await readNews()(access(), first)).items
      const [after] = (await readNews()(access(), typeof changed === 'function' ? await changed() : changed)).items
      expect(after?.externalId).toBe(before?.externalId)
      const [earlier, later] = [must(before?.revision), must(after?.revision)]
      expect(world().provider.source?.asksForNews ? later !== earlier : later > earlier).toBe(true)
      expect(after?.text).not.toBe(before?.text)
    })
  })
}
