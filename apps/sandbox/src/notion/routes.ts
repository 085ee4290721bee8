import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { members, type NotionBlock, statuses, table, wordsOf } from '../state/notion'
import type { Store } from '../state/store'
import {
  optionId,
  presentBlock,
  presentBot,
  presentComment,
  presentPage,
  presentTable,
  presentUser,
  statusId,
} from './present'
import { type Account, refuse, requireCapability } from './require-capability'

const pageSize = z.coerce.number().int().min(1).max(100).default(100)
const searchSchema = z.object({
  query: z.string().default(''),
  filter: z
    .object({
      property: z.literal('object'),
      value: z.enum(['page', 'data_source']),
      in_trash: z.boolean().default(false),
    })
    .default({ property: 'object', value: 'page', in_trash: false }),
  sort: z
    .object({ timestamp: z.literal('last_edited_time'), direction: z.enum(['ascending', 'descending']) })
    .default({ timestamp: 'last_edited_time', direction: 'descending' }),
  page_size: pageSize,
  start_cursor: z.string().optional(),
})
const listSchema = z.object({ page_size: pageSize, start_cursor: z.string().optional() })
const statusChange = z.object({
  status: z.union([z.object({ name: z.enum(statuses) }), z.object({ id: z.enum(statuses.map(optionId)) })]).nullable(),
})
const changeSchema = z.object({
  in_trash: z.boolean().optional(),
  /** By their names or ids. */
  properties: z
    .object({
      Status: statusChange.optional(),
      [statusId]: statusChange.optional(),
      Name: z.object({ title: z.array(z.object({ text: z.object({ content: z.string() }) })) }).optional(),
    })
    .default({}),
})

/** Notion's API in its shapes and with its refusals, of version 2026-03-11. https://developers.notion.com/reference/intro */
export function notionRoutes(store: Store, clientId: string) {
  const app = new Hono<Account>()
  app.use('*', requireCapability(store, clientId))

  app.get('/users/me', (c) => c.json(presentBot(c.get('email'))))
  app.get('/users/:id', (c) => {
    const member = members.find(({ id }) => id === c.req.param('id'))
    return member ? c.json(presentUser(member.email)) : missing(c, 'user')
  })

  app.post('/search', async (c) => {
    const { filter, sort, query, ...at } = searchSchema.parse(await c.req.json())
    const pages = store
      .notion()
      .byEdit(filter.in_trash)
      .filter(({ isUnshared }) => !isUnshared)
    if (sort.direction === 'ascending') pages.reverse()
    const found = pages.map(presentPage).filter(({ id }) => {
      const title =
        store
          .notion()
          .find(id)
          ?.title.map(({ plain_text }) => plain_text) ?? []
      return title.join('').toLowerCase().includes(query.toLowerCase())
    })
    return list(c, filter.value === 'page' ? found : [presentTable()], at)
  })

  app.get('/pages/:id', (c) => {
    const page = store.notion().findShared(c.req.param('id'))
    return page ? c.json(presentPage(page)) : missing(c, 'page')
  })

  app.patch('/pages/:id', async (c) => {
    const page = store.notion().findShared(c.req.param('id'))
    if (!page) return missing(c, 'page')
    const { in_trash: inTrash, properties } = changeSchema.parse(await c.req.json())
    if (page.inTrash && inTrash !== false)
      return refuse(
        c,
        400,
        'validation_error',
        "Can't edit block that is archived. You must unarchive the block before editing.",
      )
    const status = properties.Status ?? properties[statusId]
    if (status && !page.isRow) return refuse(c, 400, 'validation_error', 'Status is not a property that exists.')
    store.notion().change(page, c.get('email'), {
      ...(inTrash === undefined ? {} : { inTrash }),
      ...(status ? { status: statusNamed(status.status) } : {}),
      ...(properties.Name ? { title: wordsOf(properties.Name.title.map(({ text }) => text.content).join('')) } : {}),
    })
    return c.json(presentPage(page))
  })

  app.get('/databases/:id', (c) =>
    c.req.param('id') === table.databaseId
      ? c.json({
          object: 'database',
          id: table.databaseId,
          in_trash: false,
          data_sources: [{ id: table.id, name: table.name }],
        })
      : missing(c, 'database'),
  )
  app.get('/data_sources/:id', (c) =>
    c.req.param('id') === table.id ? c.json(presentTable()) : missing(c, 'data source'),
  )
  app.post('/data_sources/:id/query', async (c) => {
    if (c.req.param('id') !== table.id) return missing(c, 'data source')
    const rows = store
      .notion()
      .byEdit(false)
      .filter(({ isRow, isUnshared }) => isRow && !isUnshared)
    return list(c, rows.map(presentPage), listSchema.parse(await c.req.json()))
  })

  app.get('/blocks/:id/children', (c) => {
    const id = c.req.param('id')
    const page = store.notion().findShared(id)
    const block = blockOf(
      store.notion().data.pages.flatMap(({ blocks, isUnshared }) => (isUnshared ? [] : blocks)),
      id,
    )
    if (block?.type === 'unsupported')
      return refuse(c, 400, 'validation_error', 'Block type ai_block is not supported via the API.')
    const children = page?.blocks ?? block?.children
    if (!children || page?.inTrash) return missing(c, 'block')
    return list(c, children.map(presentBlock), listSchema.parse(c.req.query()))
  })

  app.get('/comments', (c) => {
    const page = store.notion().findShared(c.req.query('block_id') ?? '')
    if (!page) return missing(c, 'block')
    const comments = page.comments.map((comment) => presentComment(page, comment))
    return list(c, comments, listSchema.parse(c.req.query()))
  })

  app.onError((error, c) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return refuse(c, 400, 'validation_error', `body failed validation: ${error.message.slice(0, 200)}`)
    throw error
  })
  return app
}

function statusNamed(status: { name: string } | { id: string } | null): string | null {
  if (status === null) return null
  return 'name' in status ? status.name : (statuses.find((name) => optionId(name) === status.id) ?? null)
}

function blockOf(blocks: NotionBlock[], id: string): NotionBlock | undefined {
  for (const block of blocks) {
    const found = block.id === id ? block : blockOf(block.children, id)
    if (found) return found
  }
  return undefined
}

/** A part of a list; it goes on with the id that it names. */
function list(c: Context, all: { id: string }[], at: z.infer<typeof listSchema>) {
  const start = at.start_cursor === undefined ? 0 : all.findIndex(({ id }) => id === at.start_cursor)
  if (start < 0) return refuse(c, 400, 'validation_error', 'The start_cursor provided is invalid.')
  const next = all[start + at.page_size]
  return c.json({
    object: 'list',
    results: all.slice(start, start + at.page_size),
    next_cursor: next?.id ?? null,
    has_more: next !== undefined,
  })
}

const missing = (c: Context, what: string) =>
  refuse(
    c,
    404,
    'object_not_found',
    `Could not find ${what}. Make sure the relevant pages and databases are shared with your integration.`,
  )
