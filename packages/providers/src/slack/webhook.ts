import { createHash } from 'node:crypto'
import { SwitchboardError } from '@switchboard/core/errors'
import type { ReceivedEvent, VerifiedCall, WebhookReceiver } from '@switchboard/core/ports/webhook'
import { accountIdOf, defaultApp, type SlackConfig } from './config'
import { dropSecrets, isFields } from './drop-secrets'
import { ownAppKeysSchema } from './own-apps'
import { secretOf } from './read-press'
import { readSignals } from './read-signals'
import { verifySignature } from './verify-signature'

/** Of a queue's name; PostgreSQL's job table takes no longer one. */
const longestKey = 120

/**
 * Slack's events and interactions. It sends each until it is taken, three times more at most, and waits 3 seconds for the answer,
 * so a call is parsed once and looked at no further than to name it. https://docs.slack.dev/apis/events-api
 */
export function slackWebhook(config: Pick<SlackConfig, 'signingSecret'>): WebhookReceiver {
  return {
    path: 'slack',
    tellsOfEach: true,

    async verify({ rest, headers, body, now, appKeysOf }) {
      const { app, kind } = placeOf(rest)
      const secret = app === defaultApp ? config.signingSecret : signingSecretIn(await appKeysOf(app))
      // Without one, whoever signs with nothing would be believed.
      if (!secret) throw nobodyListens()
      verifySignature(secret, { headers, body, now })
      const text = decoded(body)
      const payload = kind === 'events' ? objectIn(text) : interactionIn(text)
      return kind === 'events' ? eventOf(app, payload, body, headers) : storedInteraction(app, payload, body)
    },

    read: readSignals,
  }
}

function placeOf(rest: string[]): { app: string; kind: 'events' | 'interactions' } {
  const [app = '', kind] = rest.length === 1 ? [defaultApp, rest[0]] : rest
  if (rest.length > 2 || (kind !== 'events' && kind !== 'interactions')) throw nobodyListens()
  return { app, kind }
}

const nobodyListens = () =>
  new SwitchboardError(
    'not_found',
    'Slack’s calls go to /api/webhooks/slack/events and …/interactions, those of a team’s own app to /api/webhooks/slack/<app>/….',
  )
const signingSecretIn = (keys: unknown) => ownAppKeysSchema.safeParse(keys).data?.signingSecret

type Fields = Record<string, unknown>

function eventOf(app: string, payload: Fields, body: Uint8Array, headers: Headers): VerifiedCall {
  if (payload.type === 'url_verification' && typeof payload.challenge === 'string')
    return { kind: 'answer', contentType: 'text/plain', body: payload.challenge }
  const event = fieldsOf(payload.event)
  if (payload.type !== 'app_rate_limited' && typeof event.type !== 'string') throw notSlack()
  const [authorization] = Array.isArray(payload.authorizations) ? payload.authorizations : []
  const installation = { ...payload, ...givenOf(fieldsOf(authorization)) }
  dropUnread(event)
  return stored(payload, {
    account: accountOf(app, installation),
    eventId: textOf(payload.event_id) || digestOf(body),
    channel: channelOf(event),
    headers: retryHeaders(headers),
  })
}

/** Of a person nothing is kept but who it is. What a message said before is not kept, nor what one says of which nothing but its previews has changed: nobody reads it. */
function dropUnread(event: Fields): void {
  if (event.type === 'user_change') event.user = { id: fieldsOf(event.user).id }
  // JSON leaves it out.
  if ('previous_message' in event) event.previous_message = undefined
  if (event.subtype !== 'message_changed' || !isFields(event.message) || event.message.edited) return
  const { ts, subtype } = event.message
  event.message = { ts, subtype }
}

/** Slack sends an interaction once, and each has a trigger of its own: its bytes name it, and name a recorded repeat the same. */
function storedInteraction(app: string, payload: Fields, body: Uint8Array): VerifiedCall {
  if (payload.ssl_check === '1') return { kind: 'answer', contentType: 'text/plain', body: '' }
  if (typeof payload.type !== 'string' && typeof payload.command !== 'string') throw notSlack()
  const [team, enterprise] = [fieldsOf(payload.team), fieldsOf(payload.enterprise)]
  const installation = {
    ...payload,
    team_id: payload.team_id ?? team.id ?? fieldsOf(payload.user).team_id,
    enterprise_id: payload.enterprise_id ?? enterprise.id,
    is_enterprise_install: payload.is_enterprise_install === true || payload.is_enterprise_install === 'true',
  }
  return stored(payload, {
    account: accountOf(app, installation),
    eventId: `interaction:${digestOf(body)}`,
    channel: textOf(fieldsOf(payload.channel).id) || textOf(payload.channel_id),
    headers: {},
    secret: secretOf(payload),
  })
}

type Named = Pick<ReceivedEvent, 'account' | 'eventId' | 'headers'> & { channel: string; secret?: string }

function stored(payload: Fields, { account, eventId, channel, headers, secret }: Named): VerifiedCall {
  const key = `slack:${account}:${channel}`
  const event = {
    account,
    eventId,
    // One conversation's events are told of in their order.
    orderKey: channel && key.length <= longestKey ? key : null,
    body: storable(payload),
    headers,
    ...(secret === undefined ? {} : { secret }),
  }
  return { kind: 'event', event }
}

function storable(payload: Fields): Uint8Array {
  try {
    dropSecrets(payload)
    return Buffer.from(JSON.stringify(payload))
  } catch (error) {
    if (error instanceof RangeError) throw notSlack()
    throw error
  }
}

const accountOf = (app: string, installation: Fields) =>
  accountIdOf(app, {
    enterpriseId: textOf(installation.enterprise_id) || null,
    teamId: textOf(installation.team_id),
    isOrg: installation.is_enterprise_install === true,
  })

/** Where it happened: most events name the channel, some its object, some that of the message they are about. */
const channelOf = (event: Fields) =>
  textOf(event.channel) ||
  textOf(fieldsOf(event.channel).id) ||
  textOf(event.channel_id) ||
  textOf(fieldsOf(event.item).channel)

const retryNames = ['x-slack-retry-num', 'x-slack-retry-reason']
const retryHeaders = (headers: Headers) =>
  Object.fromEntries(
    retryNames.flatMap((name) => {
      const value = headers.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const nothing: Fields = {}
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : nothing)
/** Those that say something: an organisation's installation names no workspace. */
const givenOf = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))
const digestOf = (body: Uint8Array) => createHash('sha256').update(body).digest('base64url')

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decoded(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch {
    throw notSlack()
  }
}

function objectIn(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text)
    if (isFields(value)) return value
  } catch {
    // Told below.
  }
  throw notSlack()
}

/** A form with the field `payload`, or for a slash command its fields themselves. */
function interactionIn(text: string): Fields {
  const form = new URLSearchParams(text)
  const payload = form.get('payload')
  return payload === null ? Object.fromEntries(form) : objectIn(payload)
}

const notSlack = () => new SwitchboardError('invalid_input', 'This is not what Slack sends.')
