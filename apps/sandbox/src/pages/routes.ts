import { Hono } from 'hono'
import type { Faults } from '../control/faults'
import type { NotionSubscription } from '../notion/events'
import { people } from '../seed/people'
import type { Store } from '../state/store'
import { allMailPage } from './all-mail'
import { calendarPage } from './calendar'
import { mailboxPage } from './mailbox'
import { overviewPage } from './overview'
import { sentMailPage } from './sent-mail'
import { telegramChatPage, telegramPage } from './telegram'
import { workspacePage } from './workspace'

type Addresses = { ownUrl(): string; productUrl: string }

/** The sandbox's own pages: what is simulated, the mailboxes, the caught mail. */
export function pageRoutes(
  store: Store,
  faults: Faults,
  { ownUrl, productUrl }: Addresses,
  subscription: NotionSubscription,
) {
  const app = new Hono()

  app.get('/', (c) => c.html(overviewPage(store, faults, ownUrl())))

  app.get('/mailbox/:email', (c) => {
    const email = c.req.param('email')
    if (!people.some((person) => person.email === email)) return c.notFound()
    return c.html(mailboxPage({ email, store, arrived: c.req.query('arrived'), productUrl }))
  })

  app.get('/calendars/:email', (c) => {
    const email = c.req.param('email')
    if (!people.some((person) => person.email === email)) return c.notFound()
    return c.html(calendarPage({ email, store, changed: c.req.query('changed'), productUrl }))
  })

  app.get('/telegram', (c) => c.html(telegramPage(store, productUrl, c.req.query('start'))))

  app.get('/telegram/:chat', (c) => {
    const chat = store.telegram().chatOf(Number(c.req.param('chat')))
    return chat ? c.html(telegramChatPage(chat, store.telegram().data.presses ?? [])) : c.notFound()
  })

  app.get('/workspace', (c) =>
    c.html(workspacePage({ store, subscription, changed: c.req.query('changed'), productUrl })),
  )

  app.get('/mail/u/0/', (c) => c.html(allMailPage(store)))

  app.get('/mail', (c) => c.html(sentMailPage(store.data.caught)))
  return app
}
