import { Hono } from 'hono'
import { z } from 'zod'
import { slackBot } from '../slack/seed'
import type { Slack } from '../slack/slack'
import { wordsOf } from '../slack/blocks'
import type { Store } from '../state/store'

/** A message, or a part of one, that has come to somebody by whichever channel; `key` and `part`: the attempt that it says it is of. */
type Sent = {
  channel: 'slack' | 'telegram' | 'email'
  to: string
  text: string
  at: string
  key: string | null
  part: number | null
}

const markSchema = z
  .object({ event_payload: z.object({ delivery: z.string(), part: z.number().nullable().default(null) }) })
  .transform(({ event_payload: { delivery, part } }) => ({ key: delivery, part }))
const noMark = { key: null, part: null }

/** All that programs have sent to people, in its order: for drills that count what has arrived. */
export function sentRoutes(store: Store, slack: Slack) {
  const app = new Hono()
  app.get('/', (c) =>
    c.json({
      sent: [...bySlack(slack), ...byTelegram(store), ...byMail(store)].toSorted((a, b) => a.at.localeCompare(b.at)),
    }),
  )
  return app
}

const bySlack = (slack: Slack): Sent[] =>
  slack.list
    .flatMap(({ id }) => slack.workspace(id).rooms)
    .flatMap(({ id, name, isDirect, posts }) =>
      posts
        .filter(({ user }) => user === slackBot.id)
        .map((post) => ({
          channel: 'slack' as const,
          to: isDirect ? name : id,
          text: wordsOf(post),
          at: new Date(Number(post.ts) * 1_000).toISOString(),
          ...(markSchema.safeParse(post.metadata).data ?? noMark),
        })),
    )

const byTelegram = (store: Store): Sent[] =>
  store.telegram().data.chats.flatMap(({ id, messages }) =>
    messages
      .filter(({ from }) => from === null)
      .map(({ text, date }) => ({
        channel: 'telegram' as const,
        to: String(id),
        text,
        at: new Date(date * 1_000).toISOString(),
        ...noMark,
      })),
  )

const byMail = (store: Store): Sent[] =>
  store.mailsSent.map(({ to, subject, at }) => ({ channel: 'email' as const, to, text: subject, at, ...noMark }))
