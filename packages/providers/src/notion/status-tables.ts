import type { Access } from '@switchboard/core/ports/access'
import type { Clock } from '@switchboard/core/ports/clock'
import { LRUCache } from 'lru-cache'
import type { pacedCalls } from './client'
import { dataSourceSchema, type NotionPage, type StatusProperties, tablesSchema } from './schema'
import { ifRefused } from './translate-error'

const rememberedMs = 10 * 60_000
/** Tables that settings are checked against; a workspace with more has them in use under the same names. */
const most = { calls: 5, perCall: 100 }

export type StatusTables = ReturnType<typeof statusTables>

/** The status properties of the tables that are shared with a connection, remembered for a while. */
export function statusTables(call: ReturnType<typeof pacedCalls>, clock: Pick<Clock, 'now'>) {
  const known = new LRUCache<string, StatusProperties>({
    max: 1_000,
    ttl: rememberedMs,
    perf: { now: () => clock.now().getTime() },
    ttlResolution: 0,
  })

  return {
    /** Of the table that a row belongs to; none of a page that is no row, or whose table is not shared. */
    async of(access: Access, { parent }: NotionPage, tally = { calls: 0 }): Promise<StatusProperties> {
      const id = parent.data_source_id
      if (!id) return {}
      const key = `${access.connectionId} ${id}`
      const remembered = known.get(key)
      if (remembered) return remembered
      tally.calls += 1
      const properties = await call(
        access,
        async (notion) => dataSourceSchema.parse(await notion.dataSources.retrieve({ data_source_id: id })).properties,
      ).catch(ifRefused({}))
      known.set(key, properties)
      return properties
    },

    /** Of all tables, asked anew. */
    async all(access: Access): Promise<StatusProperties[]> {
      const found: StatusProperties[] = []
      let next: string | null = null
      for (let calls = 0; calls < most.calls; calls++) {
        const at: { start_cursor?: string } = next === null ? {} : { start_cursor: next }
        const answer = await call(access, async (notion) =>
          tablesSchema.parse(
            await notion.search({
              filter: { property: 'object', value: 'data_source' },
              page_size: most.perCall,
              ...at,
            }),
          ),
        )
        found.push(...answer.results.map(({ properties }) => properties))
        next = answer.next_cursor ?? null
        if (next === null) break
      }
      return found
    },
  }
}
