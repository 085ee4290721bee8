import { createServer, type Server } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { SMTPServer } from 'smtp-server'
import { callersOfThisMachine } from './callers'
import { createCallLog } from './control/call-log'
import { createFaults, type Faults } from './control/faults'
import { controlRoutes } from './control/routes'
import { sentRoutes } from './control/sent-routes'
import { pushMailboxChanges, sandboxPush } from './gmail/push'
import { gmailRoutes } from './gmail/routes'
import { deliverCalendarNotices } from './google-calendar/notices'
import { calendarRoutes } from './google-calendar/routes'
import { authorizeRoutes } from './google/authorize'
import { tokenRoutes } from './google/token'
import { createMailCatcher } from './mail/catcher'
import { notionOAuthRoutes } from './notion/authorize'
import { deliverNotionEvents, sandboxNotion } from './notion/events'
import { notionRoutes } from './notion/routes'
import { openAiRoutes } from './openai/routes'
import { pageRoutes } from './pages/routes'
import { people } from './seed/people'
import { slackApiRoutes } from './slack/api-routes'
import { slackAnswerRoutes } from './slack/answer-routes'
import { slackControlRoutes } from './slack/control-routes'
import { sandboxSlack } from './slack/events'
import { slackOAuthRoutes } from './slack/oauth-routes'
import { slackPages } from './slack/pages'
import { createSlack, type Slack } from './slack/slack'
import { Store } from './state/store'
import { deliverTelegramUpdates } from './telegram/deliver'
import { telegramRoutes } from './telegram/routes'
import { createWebhookSender, type WebhookSender } from './webhooks/sender'

export type StartOptions = {
  /** 0 takes a free one. */
  port: number
  /** Null: no mail server. 0 takes a free port. */
  smtpPort: number | null
  redirectUris: string[]
  /** Where the product is, for links of the pages. */
  productUrl?: string
  /** Where webhooks go, the address of web or gateway; none are sent without it. */
  webhooksUrl?: string
  /** Null: nothing is kept. */
  dataDir: string | null
  /** Exported mail instead of the seed. */
  mailbox: string | null
}

export type Sandbox = {
  url: string
  smtpPort: number | null
  store: Store
  faults: Faults
  /** Of webhooks that are sent. */
  sender: WebhookSender
  slack: Slack
  close(): Promise<void>
}

export { manifestSchema as slackManifestSchema } from './slack/apps'
export { buttonsOf as slackButtonsOf, wordsOf as slackWordsOf } from './slack/blocks'
export { sandboxNotion, sandboxPush, sandboxSlack }

export const notionClient = { clientId: 'sandbox-notion', clientSecret: 'sandbox-notion-secret' }
export const sandboxClient = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }

const defaultProductUrl = 'http://localhost:3000'

/** Starts the stand-ins on the loopback interface. Throws when the exported mail cannot be read or a port is taken. */
export async function startSandbox(options: StartOptions): Promise<Sandbox> {
  const store = await Store.open({ dataDir: options.dataDir, source: options.mailbox })
  let port = options.port
  const google = { ...sandboxClient, redirectUris: options.redirectUris, url: () => `http://localhost:${port}` }
  const addresses = { ownUrl: google.url, productUrl: options.productUrl ?? defaultProductUrl }
  const faults = createFaults(store)
  const calls = createCallLog()
  const sender = createWebhookSender()
  if (options.webhooksUrl)
    pushMailboxChanges(store, sender, {
      url: new URL('/api/webhooks/gmail', options.webhooksUrl).href,
      audience: new URL('/api/webhooks/gmail', addresses.productUrl).href,
      issuer: () => `${google.url()}/google`,
    })
  const slack = createSlack(store, sender, { ...options, ownUrl: google.url })
  deliverTelegramUpdates(store, sender)
  deliverCalendarNotices(store, sender, google.url)
  const notionEvents = deliverNotionEvents(store, sender, {
    url: options.webhooksUrl ? new URL('/api/webhooks/notion', options.webhooksUrl).href : null,
    clientId: notionClient.clientId,
  })
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use('*', callersOfThisMachine(addresses))
  app.use('*', calls.middleware)
  app.use('*', faults.middleware)
  app.get('/health', (c) => c.json({ status: 'ready', mailsRead: store.mailsRead }))
  app.get('/people', (c) => c.json(people))
  app.route('/google', authorizeRoutes(store, google))
  app.route('/google', tokenRoutes(store, google))
  app.route('/gmail', gmailRoutes(store))
  app.route('/calendar/v3', calendarRoutes(store))
  app.route('/slack/oauth', slackOAuthRoutes(store, slack.apps))
  app.route('/slack/api', slackApiRoutes(store, slack, google.url))
  app.route('/slack/actions', slackAnswerRoutes(slack))
  app.route('/slack', slackPages(slack))
  app.route('/bot-api', telegramRoutes(store))
  app.route('/notion/v1/oauth', notionOAuthRoutes(store, { ...google, ...notionClient }))
  app.route('/notion/v1', notionRoutes(store, notionClient.clientId))
  app.route('/openai/v1', openAiRoutes())
  app.route('/control/slack', slackControlRoutes(slack))
  app.route('/control/sent', sentRoutes(store, slack))
  app.get('/control/calls', (c) => c.json({ calls: calls.list(c.req.query('path') ?? '') }))
  app.route('/control', controlRoutes(store, faults, sender, notionEvents))
  app.route('/', pageRoutes(store, faults, addresses, notionEvents))

  const server = await listen(app, port)
  const address = server.address()
  if (address && typeof address === 'object') port = address.port
  const smtp = options.smtpPort === null ? null : await listenSmtp(createMailCatcher(store), options.smtpPort)
  return {
    url: google.url(),
    smtpPort: smtp?.port ?? null,
    store,
    faults,
    sender,
    slack,
    async close() {
      await sender.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      if (smtp) await new Promise<void>((resolve) => smtp.server.close(() => resolve()))
      store.flush()
    },
  }
}

const listen = (app: Hono<{ Bindings: HttpBindings }>, port: number) =>
  new Promise<Server>((resolve, reject) => {
    const server = createServer(getRequestListener(app.fetch))
    server.once('error', reject)
    server.listen(port, 'localhost', () => resolve(server))
  })

const listenSmtp = (server: SMTPServer, port: number) =>
  new Promise<{ server: SMTPServer; port: number }>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.server.address()
      resolve({ server, port: address && typeof address === 'object' ? address.port : port })
    })
  })
