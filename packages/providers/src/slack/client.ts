import type { WebClient } from '@slack/web-api'
import { within } from '@switchboard/core/abort'
import { isSwitchboardError, SwitchboardError, type ErrorCode } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import { retryAfterMs } from '@switchboard/core/retry-after'
import { z } from 'zod'
import { fetchWithin } from '../net/fetch-within'
import { wasNeverReached } from '../net/was-never-reached'
import { callsPerMinute } from './call-tiers'
import type { SlackConfig } from './config'

/** It is loaded where it is used: most processes never speak to Slack. */
export const loadSlack = () => import('@slack/web-api')

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
}

type Call = Pick<Access, 'signal' | 'timeoutMs' | 'calls'> & { accessToken?: string }

/**
 * One call of the Web API, translated: what the library throws may carry the request with its token. Trying again is the engine's
 * decision, which knows the deadline and tells people.
 */
export async function callSlack<T>(
  { apiUrl, clock }: Pick<SlackConfig, 'apiUrl' | 'clock'>,
  { accessToken, signal, timeoutMs, calls }: Call,
  use: (client: WebClient) => Promise<unknown>,
  schema: z.ZodType<T>,
): Promise<T> {
  try {
    const { LogLevel, WebClient } = await loadSlack()
    return await within(timeoutMs, signal, async (limit) => {
      const client = new WebClient(accessToken, {
        slackApiUrl: apiUrl,
        logger: { ...silent, getLevel: () => LogLevel.ERROR },
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        fetch: async (url, init) => {
          const method = new URL(url).pathname.split('/').at(-1) ?? ''
          const perMinute = callsPerMinute[method]
          if (perMinute !== undefined) await calls?.take(method, perMinute)
          const response = await fetchWithin(timeoutMs, url, { ...init, signal: limit })
          if (response.status !== 429) return response
          const error = slowDown(response.headers.get('retry-after'), clock.now())
          if (perMinute !== undefined && error.retryAfterMs) await calls?.rest(method, error.retryAfterMs)
          throw error
        },
      })
      return schema.parse(await use(client))
    })
  } catch (error) {
    throw translateSlackError(error)
  }
}

const platformSchema = z.object({
  code: z.literal('slack_webapi_platform_error'),
  data: z.object({ error: z.string().optional(), needed: z.string().optional() }),
})
const httpSchema = z.object({ code: z.literal('slack_webapi_http_error'), statusCode: z.number() })
const requestSchema = z.object({ code: z.literal('slack_webapi_request_error'), original: z.unknown() })

/** Gives whatever the library throws one of our codes. */
function translateSlackError(error: unknown): unknown {
  if (isSwitchboardError(error)) return error
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return new SwitchboardError('invalid_response', 'Slack answered in a form that we do not know.')
  if (error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name)) return late()
  const request = requestSchema.safeParse(error).data
  if (request) {
    const { original } = request
    if (isSwitchboardError(original)) return original
    const name = original instanceof Error ? original.name : ''
    return ['TimeoutError', 'AbortError'].includes(name) ? late() : away(wasNeverReached(original) ? notDone : {})
  }
  const http = httpSchema.safeParse(error).data
  if (http)
    return http.statusCode >= 500
      ? away()
      : new SwitchboardError('invalid_response', `Slack refused the request (${http.statusCode}).`, {
          facts: notDone,
        })
  const platform = platformSchema.safeParse(error).data
  return platform ? refusalOf(platform.data.error ?? '') : error
}

const withdrawn =
  'Slack no longer lets Switchboard into this workspace. Reconnect to go on; what was missed is fetched then.'
const refusals: [codes: string[], code: ErrorCode, message: string][] = [
  [
    ['invalid_auth', 'not_authed', 'token_expired'],
    'unauthorized',
    'Slack no longer accepts this access. Reconnect the workspace.',
  ],
  [['token_revoked', 'account_inactive', 'org_login_required'], 'grant_revoked', withdrawn],
  [
    ['invalid_refresh_token', 'invalid_code', 'code_already_used', 'code_expired', 'invalid_grant_type'],
    'grant_revoked',
    'Slack no longer accepts this grant. Connect the workspace again.',
  ],
  [
    ['missing_scope', 'not_allowed_token_type', 'no_permission'],
    'scope_missing',
    'Slack has not granted what this needs. Use ‘Grant access’ on the connection.',
  ],
  [
    ['invalid_client_id', 'bad_client_secret', 'bad_redirect_uri', 'oauth_authorization_url_mismatch', 'access_denied'],
    'not_configured',
    'Slack refused this installation. An admin has to check the keys and addresses of the Slack app.',
  ],
  [
    [
      'message_not_found',
      'thread_not_found',
      'channel_not_found',
      'is_archived',
      'not_in_channel',
      'cant_delete_message',
      // One workspace of an organisation, or a channel of another one: the rest goes on.
      'team_access_not_granted',
    ],
    'gone',
    'This message is no longer there, or Switchboard is not in its channel any more.',
  ],
]
const passing = new Set(['ratelimited', 'rate_limited', 'service_unavailable', 'request_timeout'])
/** Slack says of these that part of it may be done. */
const halfDone = new Set(['internal_error', 'fatal_error'])
/** Of an error: Slack has done nothing of what was asked. */
const notDone = { sent: 'no' }

/** https://docs.slack.dev/reference/methods: what a call may be refused with; any other is our mistake or news to us. */
function refusalOf(reason: string): SwitchboardError {
  if (halfDone.has(reason)) return away()
  if (passing.has(reason)) return reason.startsWith('rate') ? slowDown(null, new Date(0)) : away(notDone)
  const known = refusals.find(([codes]) => codes.includes(reason))
  if (known) return new SwitchboardError(known[1], known[2], { facts: { slack: reason, ...notDone } })
  const named = /^[a-z_]{1,60}$/.test(reason) ? ` (${reason})` : ''
  return new SwitchboardError('invalid_response', `Slack refused the request${named}.`, {
    facts: { slack: named.slice(2, -1), ...notDone },
  })
}

/** A place in a list is refused that Slack has forgotten, as it does after a while. */
export const isForgottenPage = (error: unknown): boolean =>
  isSwitchboardError(error, 'invalid_response') && error.facts.slack === 'invalid_cursor'

const slowDown = (header: string | null, now: Date) =>
  new SwitchboardError('rate_limited', 'Slack asks us to slow down. It goes on by itself.', {
    retryable: true,
    retryAfterMs: retryAfterMs(header, now),
    facts: notDone,
  })
const late = () =>
  new SwitchboardError('timeout', 'Slack did not answer in time. It is tried again by itself.', { retryable: true })
const away = (facts: Record<string, string> = {}) =>
  new SwitchboardError('unavailable', 'Slack cannot be reached at the moment. It is tried again by itself.', {
    retryable: true,
    facts,
  })
