import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { NotionSubscription } from '../notion/events'
import { members, type NotionPage, statuses } from '../state/notion'
import type { Store } from '../state/store'
import { answerOf, bodyOf, refuse, tellWrongInput } from './requests'

const memberSchema = z.enum(
  members.map(({ email }) => email),
  'choose somebody of the workspace',
)
const wordsSchema = z.object({ by: memberSchema, text: z.string().trim().min(1, 'write something') })
const pageSchema = z.object({
  by: memberSchema,
  title: z.string().trim().min(1, 'write something'),
  text: z.string().trim().default(''),
  /** Absent or empty: a page beside the table. */
  assignTo: z.union([z.literal(''), memberSchema]).default(''),
  due: z.union([z.literal(''), z.iso.date('give a day as YYYY-MM-DD')]).default(''),
})

/** What a person or a test changes about the workspace: writes pages and rows, assigns, finishes, comments, throws away, unshares. */
export function notionControlRoutes(store: Store, subscription: NotionSubscription) {
  const app = new Hono()

  app.get('/', (c) =>
    c.json({
      pages: store.notion().data.pages.map(({ id, title, status, people, inTrash, isUnshared = false }) => ({
        id,
        title: title.map(({ plain_text }) => plain_text).join(''),
        status,
        people,
        inTrash,
        isUnshared,
      })),
    }),
  )

  app.post('/', async (c) => {
    const { by, title, text, assignTo, due } = pageSchema.parse(await bodyOf(c))
    const people = assignTo ? [assignTo] : []
    const page = store.notion().add({ by, title, text, isRow: assignTo !== '', people, due: due || null })
    return answerOf(c, { id: page.id }, `/workspace?changed=${page.id}`)
  })

  app.post('/comments', async (c) => {
    const { page: id, by, text } = wordsSchema.extend({ page: z.string() }).parse(await bodyOf(c))
    const page = store.notion().find(id)
    if (!page) return refuse(c, 404, 'There is no such page.')
    store.notion().comment(page, by, text)
    return answerOf(c, { done: true }, `/workspace?changed=${id}`)
  })

  app.post('/subscription', (c) => {
    if (!subscription.isPossible) return refuse(c, 400, 'There is nowhere to send to.')
    subscription.create()
    return answerOf(c, { pending: true }, '/workspace#webhooks')
  })
  app.post('/subscription/verify', async (c) => {
    const { token } = z.object({ token: z.string().trim() }).parse(await bodyOf(c))
    if (!subscription.verify(token)) return refuse(c, 400, 'This is not the token that was sent.')
    return answerOf(c, { pending: false }, '/workspace#webhooks')
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
      const { by, text } = wordsSchema.parse(body)
      store.notion().write(page, by, text)
    }),
  )
  app.post(
    '/:id/comment',
    onPage((page, body) => {
      const { by, text } = wordsSchema.parse(body)
      store.notion().comment(page, by, text)
    }),
  )
  app.post(
    '/:id/trash',
    onPage((page, body) => {
      store.notion().change(page, z.object({ by: memberSchema }).parse(body).by, { inTrash: true })
    }),
  )
  app.post(
    '/:id/restore',
    onPage((page, body) => {
      store.notion().change(page, z.object({ by: memberSchema }).parse(body).by, { inTrash: false })
    }),
  )
  app.post(
    '/:id/unshare',
    onPage((page) => store.notion().share(page, false)),
  )
  app.post(
    '/:id/share',
    onPage((page) => store.notion().share(page, true)),
  )
  app.post(
    '/:id/erase',
    onPage((page) => store.notion().erase(page)),
  )
  app.onError(tellWrongInput)
  return app
}
