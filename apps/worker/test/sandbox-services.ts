import { connectByForm } from '@switchboard/core/connections/connect-by-form'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { processInboundEvent } from '@switchboard/core/inbound/process-inbound-event'
import { createWebhookCredentials } from '@switchboard/core/inbound/webhook-credentials'
import { retryDueItems } from '@switchboard/core/items/retry-item'
import { expect } from 'vitest'
import type { Service } from './fault-matrix'
import { connect, connectGmail, connectNotion, connectSlack, type World } from './sandbox-world'
import type { webhookServer } from './webhook-server'

const ada = 'ada@northwind.example'
const ask = (what: string) => `Could you please send me the ${what} by Friday?`
let asked = 0
const subject = () => `contract ${++asked}`

const at = (world: World, path: string) => ({
  ctx: () => world.ctx,
  mend: () => world.sandbox.faults.clear(),
  loseAnswer: () => void world.sandbox.faults.add({ kind: 'lost_answer', path }),
})

export const gmailService = (world: World): Service => {
  const mailbox = () => world.sandbox.store.mailbox(ada)
  return {
    name: 'Gmail',
    ...at(world, '/gmail'),
    begin: () => void mailbox().data.messages.splice(0),
    connect: (actor) => connectGmail(world, actor),
    settings: { filterLabels: [], markAsRead: 'never', archive: 'never' },
    async ask() {
      const what = subject()
      const raw = Buffer.from(`From: Clara <clara@meridian.example>\r\nSubject: ${what}\r\n\r\n${ask(what)}`)
      const mail = await mailbox().add(raw, { labels: ['INBOX', 'UNREAD'], receivedAt: world.ctx.clock.now() })
      return mail.id
    },
    effects: [
      {
        action: 'archive',
        settings: { archive: 'auto' },
        count: (id) => (mailbox().find(id)?.labels.includes('INBOX') ? 0 : 1),
      },
    ],
  }
}

export const calendarService = (world: World): Service => {
  const calendar = () => world.sandbox.store.calendar(ada)
  const dayMs = 86_400_000
  const moment = (days: number) => ({
    dateTime: new Date(world.ctx.clock.now().getTime() + days * dayMs).toISOString(),
  })
  return {
    name: 'Google Calendar',
    ...at(world, '/calendar/v3'),
    begin: () => void calendar().data.events.splice(0),
    connect: (actor) => connect(world, actor, 'google_calendar'),
    settings: {},
    ask: () =>
      calendar().add({
        summary: `Review of ${subject()}`,
        description: 'Please prepare the figures.',
        start: moment(5),
        end: moment(5.1),
        organizer: { email: 'clara@meridian.example', displayName: 'Clara Voss' },
        attendees: [{ email: ada, self: true, responseStatus: 'accepted' }],
      }).id,
    effects: [],
  }
}

export const notionService = (world: World): Service => {
  const notion = () => world.sandbox.store.notion()
  return {
    name: 'Notion',
    ...at(world, '/notion/v1/pages'),
    begin: () => void notion().data.pages.splice(0),
    connect: (actor) => connectNotion(world, actor),
    settings: {},
    ask() {
      const what = subject()
      return notion().add({
        by: 'ben@northwind.example',
        title: `Send the ${what}`,
        text: ask(what),
        isRow: true,
        people: [ada],
      }).id
    },
    effects: [{ action: 'complete', settings: {}, count: (id) => (notion().find(id)?.status === 'Done' ? 1 : 0) }],
  }
}

export const slackService = (world: World): Service => {
  const channel = 'C0PRODUCT'
  const slack = () => world.sandbox.slack.workspace('T0NORTHWIND')
  const timestampOf = (externalId: string) => externalId.slice(channel.length + 1)
  return {
    name: 'Slack',
    ...at(world, '/slack/api'),
    begin() {
      for (const { posts } of slack().rooms) posts.splice(0)
      // So that its tokens end and are renewed.
      world.sandbox.store.data.rotateRefreshTokens = true
    },
    connect: (actor, mended) => connectSlack(world, actor, mended),
    settings: { react: 'never', reply: 'never' },
    ask: () => `${channel}:${slack().write(channel, { user: 'U0JONAS', text: ask(subject()) }).ts}`,
    effects: [
      {
        action: 'react',
        settings: { react: 'auto' },
        count: (id) => (slack().post(channel, timestampOf(id)).reactions ?? []).flatMap(({ users }) => users).length,
      },
      {
        action: 'reply',
        settings: { reply: 'auto' },
        count: (id) =>
          slack()
            .room(channel)
            .posts.filter((post) => post.thread_ts === timestampOf(id)).length,
      },
    ],
  }
}

/** Its messages come by events alone: `hook` is where Telegram calls. */
export const telegramService = (world: World, hook: ReturnType<typeof webhookServer>): Service => {
  const group = -1_001_700_000_001
  const bot = () => world.sandbox.store.telegram()
  const messages = () => bot().chatOf(group)?.messages ?? []
  /** What is remembered of connections for some seconds is of before. */
  const listen = () => {
    const credentials = createWebhookCredentials(world.ctx)
    hook.receive = createWebhookReceiver(world.ctx, hook.ledger, { credentials })
  }
  return {
    name: 'Telegram',
    ...at(world, '/bot-api'),
    begin() {
      bot().setWebhook(null)
      bot().data.pending = []
      listen()
    },
    async connect(actor, connectionId) {
      const values = { token: bot().data.token }
      const connected = await connectByForm(world.ctx, actor, { provider: 'telegram', connectionId, values })
      listen()
      return connected.connectionId
    },
    settings: { react: 'auto' },
    ask() {
      listen()
      const from = { id: 4_101, is_bot: false, first_name: 'Ada' }
      return `${group}:${bot().write(group, from, ask(subject()))?.message_id ?? 0}`
    },
    async heard(count) {
      listen()
      const { db } = world.ctx
      await expect.poll(() => db.inboundEvent.count(), { timeout: 10_000 }).toBe(count)
      for (const { id } of await db.inboundEvent.findMany({ where: { state: 'received' } }))
        await processInboundEvent(world.ctx, { id: String(id) })
      await retryDueItems(world.ctx)
    },
    effects: [
      {
        action: 'react',
        settings: {},
        count: (id) => messages().find((one) => `${group}:${one.message_id}` === id)?.reaction?.length ?? 0,
      },
    ],
  }
}
