import { LRUCache } from 'lru-cache'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { PageItem } from '@switchboard/core/items'
import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch, ItemNews, ItemSource, OpenItem } from '@switchboard/core/ports/item-source'
import { type NotionConfig, pacedCalls } from './client'
import { accountOf, personOf } from './oauth'
import { presentPage, revisionOf } from './present-page'
import { recheckOf } from './recheck'
import { listFrom, nextOf, resumed } from './run-cursor'
import { readBlocks } from './read-blocks'
import { ifRefused } from './translate-error'
import { readProperties } from './read-properties'
import { checkStatuses, isComplete } from './status'
import { statusTables } from './status-tables'
import { notionWriter } from './write-back'
import {
  blocksSchema,
  commentsSchema,
  type Found,
  foundSchema,
  type ListCursor,
  type LookCursor,
  newsSchema,
  notionCursorSchema,
  type NotionCursor,
  notionSettingsSchema,
  type NotionUser,
  pageSchema,
  searchSchema,
  type Seen,
  selfSchema,
  userSchema,
} from './schema'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** By then a minute is over for both clocks. */
const finalAfterMs = 2 * minuteMs
const pageSize = 100

const reasons = {
  trash: 'The page was moved to the trash.',
  gone: 'The page was deleted, or is no longer shared with Switchboard.',
  complete: (status: string) => `Its status is “${status}”.`,
  unconcerned: 'The page is not assigned to you and does not mention you.',
}

type Evaluated = { item: PageItem & { revision: string } } | { over: string } | { unreadable: string }
type Tally = { calls: number }
/** What the pages of a batch have come to. */
type Outcome = Pick<ChangeBatch, 'items' | 'unreadable'> & Required<Pick<ChangeBatch, 'over'>>

/**
 * The pages and rows of what a person has shared that are assigned to them or mention them. Notion's search lists pages by their last
 * edit, which it names by the minute. So each run looks at those that were edited since some time before the last one, knows
 * what it has read of them already, and leaves out what says the same again. What was thrown away is listed by the same search; what no search tells is found
 * by looking at some pages again.
 */
export function notionSource(config: NotionConfig): ItemSource {
  const { clock } = config
  const call = pacedCalls(config)
  const remembered = { perf: { now: () => clock.now().getTime() }, ttlResolution: 0 }
  const people = new LRUCache<string, { userId: string }>({ max: 1_000, ttl: 60 * minuteMs, ...remembered })
  const names = new LRUCache<string, { user: NotionUser | null }>({ max: 5_000, ttl: 60 * minuteMs, ...remembered })
  const tables = statusTables(call, clock)

  const readSelf = (access: Access) => call(access, async (notion) => selfSchema.parse(await notion.users.me({})).bot)

  async function whoAmI(access: Access, tally: Tally): Promise<string> {
    const known = people.get(access.connectionId)
    if (known) return known.userId
    tally.calls += 1
    const userId = personOf((await readSelf(access)).owner).id
    people.set(access.connectionId, { userId })
    return userId
  }

  /** Null when the connection may not know. */
  async function nameOf(access: Access, userId: string, tally: Tally): Promise<NotionUser | null> {
    const key = `${access.connectionId} ${userId}`
    const known = names.get(key)
    if (known) return known.user
    tally.calls += 1
    const user = await call(access, async (notion) =>
      userSchema.parse(await notion.users.retrieve({ user_id: userId })),
    ).catch(ifRefused(null))
    names.set(key, { user })
    return user
  }

  const listBlocks = (access: Access, tally: Tally) => async (blockId: string, startCursor: string | null) => {
    tally.calls += 1
    const answer = await call(access, async (notion) =>
      blocksSchema.parse(
        await notion.blocks.children.list({ block_id: blockId, page_size: pageSize, ...cursorOf(startCursor) }),
      ),
    )
    return { blocks: answer.results, next: answer.next_cursor ?? null }
  }

  /** None when the connection may not read comments. */
  async function listComments(access: Access, pageId: string, tally: Tally) {
    tally.calls += 1
    return call(
      access,
      async (notion) =>
        commentsSchema.parse(await notion.comments.list({ block_id: pageId, page_size: pageSize })).results,
    ).catch(ifRefused([]))
  }

  async function evaluate(access: Access, found: Found, userId: string, tally: Tally): Promise<Evaluated> {
    const page = pageSchema.safeParse(found).data
    if (!page) return { unreadable: 'This page could not be read: Notion gave it in a form that we do not know.' }
    const { comments: wanted, statusProperty } = notionSettingsSchema.parse(access.settings)
    const properties = readProperties(page, userId, statusProperty)
    const { status } = properties
    try {
      const table = await tables.of(access, page, tally)
      if (status && isComplete(table[status.name], status.value)) return { over: reasons.complete(status.value) }
      const body = await readBlocks(page.id, userId, listBlocks(access, tally))
      const comments = wanted ? await listComments(access, page.id, tally) : []
      for (const person of properties.people)
        if (person.name) names.set(`${access.connectionId} ${person.id}`, { user: person })
      const item = await presentPage({
        page,
        properties,
        body,
        comments,
        userId,
        nameOf: (id) => nameOf(access, id, tally),
      })
      return item ? { item } : { over: reasons.unconcerned }
    } catch (error) {
      return evaluatedBy(error)
    }
  }

  async function search(access: Access, cursor: ListCursor, limit: number, tally: Tally) {
    const ask = (startCursor: string | null) => {
      tally.calls += 1
      return call(access, async (notion) =>
        searchSchema.parse(
          await notion.search({
            filter: { property: 'object', value: 'page', ...(cursor.phase === 'trash' ? { in_trash: true } : {}) },
            sort: { timestamp: 'last_edited_time', direction: 'descending' },
            page_size: Math.min(limit, pageSize),
            ...cursorOf(startCursor),
          }),
        ),
      )
    }
    return ask(cursor.startCursor).catch((error: unknown) => {
      // A place in a list is forgotten after a while; what was read of it before is known by its revision.
      if (cursor.startCursor !== null && isSwitchboardError(error, 'invalid_response')) return ask(null)
      throw error
    })
  }

  const begin = (since: Date | null, settings: unknown): ListCursor => {
    const now = clock.now()
    const { lookBackDays } = notionSettingsSchema.parse(settings)
    const from = since ?? new Date(now.getTime() - lookBackDays * dayMs)
    return listFrom(from, now, { again: true, seen: {}, checked: {} })
  }

  async function lookAt(access: Access, id: string, userId: string, tally: Tally): Promise<Evaluated> {
    tally.calls += 1
    try {
      const page = await call(access, async (notion) => foundSchema.parse(await notion.pages.retrieve({ page_id: id })))
      return isInTrash(page) ? { over: reasons.trash } : await evaluate(access, page, userId, tally)
    } catch (error) {
      return evaluatedBy(error)
    }
  }

  /**
   * Pages that nothing tells of, some of them. What lies before the look-back, and was so the last time, comes only for who waits for it.
   * Where Notion takes no more calls, the others have their turn the next time.
   */
  async function lookAgain(
    access: Access,
    { cursor, open, limit }: { cursor: LookCursor; open: OpenItem[]; limit: number },
  ): Promise<ChangeBatch> {
    const tally = { calls: 0 }
    const now = clock.now()
    const found = Object.fromEntries(cursor.found.map((id) => [id, true]))
    const { due, checked } = recheckOf({ open, listed: cursor.listed, checked: cursor.checked, found, now, limit })
    const awaited = new Set(open.map(({ externalId }) => externalId))
    const { lookBackDays } = notionSettingsSchema.parse(access.settings)
    const lookBack = now.getTime() - lookBackDays * dayMs
    const batch: Outcome = { items: [], over: [], unreadable: [] }
    const userId = await whoAmI(access, tally)
    for (const id of due) {
      try {
        const evaluated = await lookAt(access, id, userId, tally)
        const newFrom = Math.min(lookBack, checked[id] || lookBack)
        const isOld = 'item' in evaluated && Date.parse(evaluated.item.receivedAt) < newFrom && !awaited.has(id)
        if (!isOld) add(batch, id, evaluated)
      } catch (error) {
        if (access.signal.aborted || !isSwitchboardError(error) || !error.retryable) throw error
        if (error.code === 'rate_limited') break
      }
      // A page that cannot be read now has had its turn: it keeps the others from nothing.
      checked[id] = now.getTime()
    }
    const { startedAt, seen } = cursor
    const rest: NotionCursor = { phase: 'rest', startedAt, seen, checked }
    return { ...batch, ...costOf(tally), cursor: rest, more: false }
  }

  return {
    async fetchChanges(access, { cursor: stored, since, limit, open }): Promise<ChangeBatch> {
      const tally = { calls: 0 }
      const now = clock.now()
      const before = stored === null ? null : notionCursorSchema.parse(stored)
      if (before?.phase === 'look') return lookAgain(access, { cursor: before, open: (await open?.()) ?? [], limit })
      const cursor = before ? resumed(before, now) : begin(since, access.settings)
      const userId = await whoAmI(access, tally)
      const answer = await search(access, cursor, limit, tally)
      const from = Date.parse(cursor.from)
      const pages = answer.results.filter(({ last_edited_time }) => Date.parse(last_edited_time) >= from)
      const batch: Outcome = { items: [], over: [], unreadable: [] }
      const foundNow: Record<string, Seen> = {}
      for (const page of pages) {
        const editedAt = page.last_edited_time
        const known = cursor.seen[page.id]
        if (known?.final && known.editedAt === editedAt) {
          foundNow[page.id] = known
          continue
        }
        const isFinal = clock.now().getTime() - Date.parse(editedAt) >= finalAfterMs
        const evaluated: Evaluated =
          cursor.phase === 'trash' ? { over: reasons.trash } : await evaluate(access, page, userId, tally)
        const revision = 'item' in evaluated ? evaluated.item.revision : revisionOf(evaluated)
        foundNow[page.id] = { editedAt, final: isFinal, revision }
        if (known?.revision !== revision) add(batch, page.id, evaluated)
      }
      const isLast = !answer.next_cursor || pages.length < answer.results.length
      const next = nextOf(cursor, isLast ? null : (answer.next_cursor ?? null), foundNow, answer.results)
      if (next.cursor.phase !== 'rest' || next.more || !open) return { ...batch, ...next, ...costOf(tally) }
      const { startedAt, seen, checked } = next.cursor
      const found = Object.keys({ ...cursor.found, ...foundNow })
      const look: LookCursor = { phase: 'look', startedAt, seen, listed: cursor.listed, checked, found }
      return { ...batch, cursor: look, more: true, ...costOf(tally) }
    },

    asksForNews: true,
    async readNews(access, told): Promise<ItemNews> {
      const { page: id } = newsSchema.parse(told)
      const tally = { calls: 0 }
      const userId = await whoAmI(access, tally)
      const evaluated = await lookAt(access, id, userId, tally)
      if ('unreadable' in evaluated) throw new SwitchboardError('invalid_response', evaluated.unreadable)
      return 'item' in evaluated
        ? { items: [evaluated.item], over: [] }
        : { items: [], over: [{ externalId: id, reason: evaluated.over }] }
    },

    ...notionWriter(call, tables),

    checkedSettings: {
      fields: ['statusProperty', 'doneStatus'],
      check: async (access) => checkStatuses(access.settings, await tables.all(access)),
    },

    async checkHealth(access) {
      const { owner, workspace_id: workspaceId, workspace_name: workspaceName } = await readSelf(access)
      const user = personOf(owner)
      return workspaceId && user.name ? accountOf(owner, workspaceId, workspaceName) : null
    },
  }
}

function add(batch: Outcome, externalId: string, evaluated: Evaluated): void {
  if ('item' in evaluated) batch.items.push(evaluated.item)
  else if ('over' in evaluated) batch.over.push({ externalId, reason: evaluated.over })
  else batch.unreadable.push({ externalId, reason: evaluated.unreadable })
}

const costOf = ({ calls }: Tally) => ({ notCovered: null, expected: null, apiCalls: calls, quotaUnits: calls })

/** One page that Notion does not give says nothing of the others. Throws what is no fault of a page. */
function evaluatedBy(error: unknown): Evaluated {
  if (isSwitchboardError(error, 'gone')) return { over: reasons.gone }
  if (isSwitchboardError(error, 'invalid_response'))
    return { unreadable: `This page could not be read. ${error.message}` }
  throw error
}

const isInTrash = (page: Found) => pageSchema.safeParse(page).data?.in_trash === true

const cursorOf = (startCursor: string | null) => (startCursor === null ? {} : { start_cursor: startCursor })
