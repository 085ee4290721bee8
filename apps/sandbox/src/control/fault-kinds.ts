export type Place = { path: string; name: string }
export type FaultOption = 'status' | 'retryAfter' | 'body' | 'delayMs' | 'seconds'

type FaultKind = {
  name: string
  /** For people: what happens, and what the product makes of it. */
  what: string
  /** Where it can strike, by the beginnings of paths. The first is meant when nobody says. */
  places: readonly [Place, ...Place[]]
  /** What can be said about it beside place and number. */
  options: readonly FaultOption[]
}

const gmail: Place = { path: '/gmail', name: 'Gmail' }
const calendar: Place = { path: '/calendar/v3', name: 'Google Calendar' }
const slack: Place = { path: '/slack/api', name: 'Slack' }
const tokens: Place = { path: '/google/token', name: 'Google’s tokens' }
const telegram: Place = { path: '/bot-api', name: 'Telegram' }
const notion: Place = { path: '/notion/v1', name: 'Notion' }
const notionTokens: Place = { path: '/notion/v1/oauth', name: 'Notion’s tokens' }
const model: Place = { path: '/openai', name: 'The model' }
const completions: Place = { path: '/openai/v1/chat/completions', name: 'The model' }

/** Everything that can go wrong on purpose. How each is done stands in `strikes.ts`. */
export const faultKinds = {
  too_many_requests: {
    name: 'Too many requests',
    what: 'Answers 429 and asks to wait (Retry-After: 30 seconds). The product waits at least that long and goes on by itself.',
    places: [gmail, calendar, slack, telegram, tokens, notion, notionTokens, model],
    options: ['retryAfter'],
  },
  unavailable: {
    name: 'Server error',
    what: 'Answers 503, as when the service is down. The call is made again later, without a person.',
    places: [gmail, calendar, slack, telegram, tokens, notion, notionTokens, model],
    options: ['status'],
  },
  no_answer: {
    name: 'No answer',
    what: 'Takes the call and never answers. The product gives up after a time (Gmail: 20 seconds, a setting of the connection) and tries again later.',
    places: [gmail, calendar, slack, telegram, tokens, notion, notionTokens, model],
    options: [],
  },
  slow_body: {
    name: 'Slow answer',
    what: 'Answers at once, but the body trickles in for a minute: longer than the product waits.',
    places: [gmail, calendar, slack, telegram, tokens, notion, notionTokens, model],
    options: ['seconds'],
  },
  lost_answer: {
    name: 'Lost answer',
    what: 'Makes the change that was asked for, then cuts the line before the answer. Strikes only calls that change something, such as ‘archive’ or a new token. The product must not do it twice.',
    places: [gmail, slack, telegram, tokens, notion, notionTokens],
    options: [],
  },
  expired_token: {
    name: 'Expired access token',
    what: 'The token of the call has just expired: 401. Once, the product fetches a new one and goes on without a word; when it goes on, the account asks to be reconnected.',
    places: [gmail, calendar, slack, notion],
    options: [],
  },
  withdrawn_consent: {
    name: 'Consent withdrawn',
    what: 'The person has taken Switchboard’s access away at the service: every token of the account ends, for good. Integrations asks to reconnect the account; what was missed is fetched then.',
    places: [gmail, calendar, slack, tokens, notion],
    options: [],
  },
  expired_history: {
    name: 'Expired history',
    what: 'Google no longer knows what has changed since the last sync: 404 from Gmail, 410 from the calendar. The product lists the mail again from where it was, or the events ahead, and loses nothing.',
    places: [
      { path: '/gmail/v1/users/me/history', name: 'Gmail’s history' },
      { path: '/calendar/v3/calendars/primary/events', name: 'Google Calendar’s changes' },
    ],
    options: [],
  },
  invalid_json: {
    name: 'Not JSON',
    what: 'The model answers with words instead of the form that was asked for. The product asks once more, then marks the mail as failed; nothing is guessed. An agent is told that its call has no such form.',
    places: [completions],
    options: [],
  },
  refusal: {
    name: 'Refusal',
    what: 'The model declines to answer. The mail’s record says so, and no suggestion is made. In a conversation the agent says so, and what still works.',
    places: [completions],
    options: [],
  },
  answer: {
    name: 'Given answer',
    what: 'Answers with the given status and body, after the given time. By HTTP only.',
    places: [gmail, calendar, slack, telegram, { path: '/google', name: 'Google' }, notion, model],
    options: ['status', 'retryAfter', 'body', 'delayMs'],
  },
} as const satisfies Record<string, FaultKind>

export type FaultKindName = keyof typeof faultKinds
export const faultKindOf = (name: FaultKindName): FaultKind => faultKinds[name]
