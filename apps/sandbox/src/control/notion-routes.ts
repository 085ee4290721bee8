import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { members, type NotionPage, statuses } from '../state/notion'
import type { Store } from '../state/store'
import { answerOf, bodyOf, refuse, tellWrongInput } from './requests'

const memberSchema = z.enum(
  members.map(({ email }) => email),
  'choose somebody of the workspace',
)
const pageSchema = z.object({
  by: memberSchema,
  title: z.string().trim().min(1, 'write something'),
  text: z.string().trim().default(''),
  /** Absent or empty: a page beside the table. */
  assignTo: z.union([z.literal(''), memberSchema]).default(''),
  due: z.union([z.literal(''), z.iso.date('give a day as YYYY-MM-DD')]).default(''),
})

/** What a person or a test changes about the workspace: writes pages and rows, assigns, finishes, comments, throws away. */
export function notionControlRoutes(store: Store) {
  const app = new Hono()

  app.get('/', (c) =>
    c.json({
      pages: store.notion().data.pages.map(({ id, title, status, people, inTrash }) => ({
        id,
        title: title.map(({ plain_text }) => plain_text).join(''),
        status,
        people,
        inTrash,
      })),
    }),
  )

  app.post('/', async (c) => {
    const { by, title, text, assignTo, due } = pageSchema.parse(await bodyOf(c))
    const people = assignTo ? [assignTo] : []
    const page = store.notion().add({ by, title, text, isRow: assignTo !== '', people, due: due || null })
    return answerOf(c, { id: page.id }, `/workspace?changed=${page.id}`)
  })

  /** Changes the page that a path names. */
  const onPage = (change: (page: NotionPage, body: unknown) => void) => async (c: Context) => {
    const page = store.notion().find(c.req.param('id') ?? '')
    if (!page) return refuse(c, 404, 'There is no such page.')
    change(page, await bodyOf(c))
    return answerOf(c, { done: true }, `/workspace?changed=${page.id}`)
  }
  app.post(
    '/:id/status',
    onPage((page, body) => {
      const { by, status } = z.object({ by: memberSchema, status: z.enum(statuses) }).parse(body)
      store.notion().change(page, by, { status })
    }),
  )
  app.post(
    '/:id/write',
    onPage((page, body) => {
      const { by, text } = z.object({ by: memberSchema, text: z.string().trim().min(1, 'write something') }).parse(body)
      store.notion().write(page, by, text)
    }),
  )
  app.post(
    '/:id/comment',
    onPage((page, body) => {
      const { by, text } = z.object({ by: memberSchema, text: z.string().trim().min(1, 'write something') }).parse(body)
      store.notion().comment(page, by, text)
    }),
  )
  app.post(
    '/:id/trash',
    onPage((page, body) => {
      store.notion().change(page, z.object({ by: memberSchema }).parse(body).by, { inTrash: true })
    }),
  )
  app.onError(tellWrongInput)
  return app
}
