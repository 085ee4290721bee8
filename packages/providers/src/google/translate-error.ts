import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import { z } from 'zod'
import { retryAfterOf } from './retry-after'
import { TransportError } from './transport-error'

const failureSchema = z.object({
  code: z.union([z.string(), z.number()]).optional(),
  name: z.string().optional(),
  status: z.number().optional(),
  response: z
    .object({
      status: z.number(),
      headers: z.unknown(),
      data: z.unknown(),
    })
    .optional(),
})
const bodySchema = z.object({
  error: z.object({
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).default([]),
    details: z
      .array(
        z.object({
          reason: z.string().optional(),
          metadata: z.object({ quota_metric: z.string().optional() }).optional(),
        }),
      )
      .default([]),
  }),
})

/** How errors speak of one of Google's APIs. */
export type ApiWords = {
  /** 'Gmail'. */
  api: string
  /** For what is asked for and not there. */
  gone: string
}

/**
 * Gives a failed call one of our codes. Google's own error object is dropped: it carries the request with its token.
 * https://developers.google.com/workspace/gmail/api/guides/handle-errors
 * https://developers.google.com/workspace/calendar/api/guides/errors
 */
export function translateGoogleError(error: unknown, now: Date, words: ApiWords): unknown {
  if (isSwitchboardError(error)) return error
  if (error instanceof z.ZodError) {
    return new SwitchboardError('invalid_response', 'Google answered in a form that we do not know.', { cause: error })
  }
  if (error instanceof Error && error.cause instanceof TransportError) return translateTransport(error.cause)
  const failure = failureSchema.safeParse(error).data
  const status = failure?.response?.status ?? failure?.status
  if (status === undefined) {
    const text = `${failure?.name ?? ''} ${failure?.code ?? ''}`
    if (/abort|timeout/i.test(text)) {
      return new SwitchboardError('timeout', 'Google did not answer in time. The sync tries again by itself.', {
        retryable: true,
      })
    }
    return error
  }
  const body = bodySchema.safeParse(failure?.response?.data).data
  const reasons = [
    body?.error.status,
    ...[...(body?.error.errors ?? []), ...(body?.error.details ?? [])].map(({ reason }) => reason),
  ].join(' ')
  // A quota of the API is one for all calls of an account; limits of sending name none. https://cloud.google.com/apis/design/errors#error_info
  const isApiQuota = body?.error.details.some(({ metadata }) => metadata?.quota_metric !== undefined)
  // The address that it is to call is not one it would call; nothing is wrong with the access.
  if (/(^| )push\./i.test(reasons))
    return new SwitchboardError('invalid_response', `Google does not promise to call this installation (${status}).`)
  if (status === 401)
    return new SwitchboardError('unauthorized', 'Google no longer accepts this access. Reconnect the account.')
  if (status === 429 || /ratelimitexceeded|quotaexceeded|resource_exhausted/i.test(reasons)) {
    return new SwitchboardError('rate_limited', 'Google asks us to slow down. The sync goes on by itself.', {
      retryable: true,
      retryAfterMs: retryAfterOf(failure?.response?.headers, now),
      facts: isApiQuota ? { pause: 'account' } : {},
    })
  }
  if (status === 403) return forbidden(reasons, words.api)
  if (status === 404 || status === 410) return new SwitchboardError('gone', words.gone)
  if (status >= 500) return unavailable()
  return new SwitchboardError('invalid_response', `Google refused the request (${status}).`, {
    cause: new Refusal(status),
  })
}

function translateTransport(cause: TransportError): SwitchboardError {
  switch (cause.fault) {
    case 'unreachable':
      return unavailable(cause)
    // The clock and a proxy are mended without anybody touching the connection, so it tries again by itself.
    case 'untrusted':
      return new SwitchboardError(
        'unavailable',
        `The certificate shown for Google is not trusted here (${cause.detail}). An admin has to check the server’s clock and, if a proxy ` +
          'stands between, name its certificate in NODE_EXTRA_CA_CERTS and start Switchboard again.',
        { retryable: true, cause },
      )
    case 'too_long':
      return new SwitchboardError('invalid_response', 'Google’s answer is longer than we read.', { cause })
  }
}

/** Whether a translated error says that the answer was longer than was to be read. */
export const isTooLong = (error: unknown) =>
  isSwitchboardError(error) && error.cause instanceof TransportError && error.cause.fault === 'too_long'

/** Google has understood the request, and does not do what it asks for. */
class Refusal extends Error {
  constructor(readonly status: number) {
    super(`Refused with ${status}.`)
  }
}

/** Google takes what was asked for as nothing that can be answered: also a token that it has given up. */
export const isBadRequest = (error: unknown) =>
  isSwitchboardError(error) && error.cause instanceof Refusal && error.cause.status === 400

/** Whether nothing of what was asked for can have been done: it was refused, or Google was never reached. */
export const isUndone = (error: unknown) =>
  isSwitchboardError(error) &&
  (error.cause instanceof Refusal || (error.cause instanceof TransportError && isBeforeSending(error.cause)))

/** What Node calls a connection that never came about. A line that breaks later is called otherwise. */
const isBeforeSending = ({ fault, detail }: TransportError) =>
  fault === 'untrusted' ||
  (fault === 'unreachable' && /^(ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)/.test(detail))

/** Only a missing scope is mended by granting access; for the rest people would be sent round in circles. */
function forbidden(reasons: string, api: string): SwitchboardError {
  if (/insufficientpermissions|access_token_scope_insufficient/i.test(reasons)) {
    return new SwitchboardError(
      'scope_missing',
      'Google has not granted what this needs. Use ‘Grant access’ on the connection.',
    )
  }
  if (/accessnotconfigured|service_disabled/i.test(reasons)) {
    return new SwitchboardError(
      'not_configured',
      `The ${api} API is not switched on for this installation. An admin has to enable it in the Google Cloud project.`,
    )
  }
  if (/domainpolicy/i.test(reasons)) {
    return new SwitchboardError(
      'not_configured',
      `The administrators of this Google account do not allow Switchboard to use ${api}. Only they can change that.`,
    )
  }
  return new SwitchboardError(
    'not_configured',
    `Google does not let this installation use ${api}. An admin has to check it.`,
  )
}

const unavailable = (cause?: TransportError) =>
  new SwitchboardError('unavailable', 'Google cannot be reached at the moment. The sync tries again by itself.', {
    retryable: true,
    cause,
  })
