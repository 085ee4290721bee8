import { afterEach, beforeAll } from 'vitest'
import { createProviders } from '@switchboard/providers/registry'
import type { Fault } from '@switchboard/sandbox/control/fault'
import { createTestDatabase, type TestContext } from '@switchboard/testing'
import { describeFaults, type Faults, soon } from './fault-matrix'
import { calendarService, gmailService, notionService, slackService, telegramService } from './sandbox-services'
import { sandboxWorld, variablesAt, type World } from './sandbox-world'
import { webhookServer } from './webhook-server'

const database = createTestDatabase()
const hook = webhookServer(database)
const outside = sandboxWorld(database)
let ctx: TestContext

beforeAll(() => {
  const { sandbox, ctx: plain } = outside
  const variables = { ...variablesAt(sandbox), PUBLIC_URL: hook.url, TELEGRAM_API_URL: `${sandbox.url}/bot-api` }
  // What providers remember and promise goes by the same clock as all the rest.
  ctx = { ...plain, providers: createProviders(variables, plain.clock) }
})
afterEach(() => {
  outside.sandbox.faults.clear()
  outside.sandbox.store.data.rotateRefreshTokens = false
})

const world: World = {
  get sandbox() {
    return outside.sandbox
  },
  get ctx() {
    return ctx
  },
}

const switchOn =
  (...faults: Fault[]) =>
  () =>
    faults.forEach((fault) => world.sandbox.faults.add(fault))
const untilOff = 'until_off' as const
const limited = { code: 'rate_limited', says: 'slow down', leastMs: 600_000 } as const
const away = { code: 'unavailable', says: 'cannot be reached', leastMs: soon } as const
const late = { code: 'timeout', says: 'did not answer in time', leastMs: soon } as const
const ended = { code: 'grant_revoked', says: 'Reconnect to go on' } as const

/** Of every service that is spoken to over HTTP. */
const anyService = (path: string): Faults['passing'] => [
  {
    fault: 'too many requests',
    strike: switchOn({ kind: 'too_many_requests', path, retryAfter: '600', times: untilOff }),
    ...limited,
  },
  { fault: 'server error', strike: switchOn({ kind: 'unavailable', path, times: untilOff }), ...away },
  { fault: 'no answer', strike: switchOn({ kind: 'no_answer', path, times: untilOff }), ...late },
  {
    fault: 'slow answer',
    strike: switchOn({ kind: 'slow_body', seconds: 5, path, times: untilOff }),
    ...late,
    isHeard: true,
  },
]

/** Of those that people let in by OAuth: what may happen to tokens, and where they are renewed. */
function oauthService(path: string, tokens: string): Faults {
  const expired: Fault = { kind: 'expired_token', path }
  return {
    passing: [
      ...anyService(path),
      {
        fault: 'server error where tokens are renewed',
        strike: switchOn(expired, { kind: 'unavailable', path: tokens, times: untilOff }),
        ...away,
      },
      {
        fault: 'too many requests where tokens are renewed',
        strike: switchOn(expired, { kind: 'too_many_requests', path: tokens, retryAfter: '600', times: untilOff }),
        ...limited,
      },
    ],
    unseen: [{ fault: 'expired token', strike: switchOn(expired) }],
    forgotten: [],
    lasting: [{ fault: 'withdrawn consent', strike: switchOn({ kind: 'withdrawn_consent', path }), ...ended }],
  }
}

/** A pair of tokens that replaces the one before is lost with its answer. */
const lostTokens = (path: string, tokens: string): Faults['lasting'][number] => ({
  fault: 'new tokens lost on their way',
  strike: switchOn({ kind: 'expired_token', path }, { kind: 'lost_answer', path: tokens }),
  ...ended,
})
const expiredHistory = (path: string): Faults['forgotten'] => [
  { fault: 'expired history', strike: switchOn({ kind: 'expired_history', path }) },
]

describeFaults(gmailService(world), {
  ...oauthService('/gmail', '/google/token'),
  forgotten: expiredHistory('/gmail/v1/users/me/history'),
})

describeFaults(calendarService(world), {
  ...oauthService('/calendar/v3', '/google/token'),
  forgotten: expiredHistory('/calendar/v3/calendars/primary/events'),
})

const slack = oauthService('/slack/api', '/slack/api/oauth.v2.access')
describeFaults(slackService(world), {
  ...slack,
  lasting: [...slack.lasting, lostTokens('/slack/api', '/slack/api/oauth.v2.access')],
})

const notion = oauthService('/notion/v1', '/notion/v1/oauth')
describeFaults(notionService(world), {
  ...notion,
  lasting: [...notion.lasting, lostTokens('/notion/v1', '/notion/v1/oauth')],
})

describeFaults(telegramService(world, hook), {
  passing: anyService('/bot-api'),
  unseen: [],
  forgotten: [],
  lasting: [
    {
      fault: 'withdrawn token',
      strike: () => void world.sandbox.store.telegram().renewToken(),
      code: 'unauthorized',
      says: 'Reconnect with its present one',
    },
  ],
})
