import type { gmail_v1 } from 'googleapis/build/src/apis/gmail'
import type { Access } from '@switchboard/core/ports'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import { z } from 'zod'
import { retryAfterOf } from '../google/retry-after'
import { sendByNode } from '../google/send-by-node'
import { TransportError } from '../google/transport-error'

/** Google takes mails of up to 50 MB, which are 67 MB in the base64 of an answer. */
export const longestAnswerBytes = 100_000_000

/** Clients by the access they were made for: making one takes longer than many a call. */
const clients = new WeakMap<Access, Promise<gmail_v1.Gmail>>()

/** The caller limits the time of each request. */
export function gmailClient(access: Access, apiUrl: string | undefined): Promise<gmail_v1.Gmail> {
  const known = clients.get(access)
  if (known) return known
  const made = makeClient(access.accessToken, apiUrl)
  clients.set(access, made)
  return made
}

/** googleapis whole costs 113 MB of memory; one API of it 17 MB, and only where it is used. */
export const loadGmail = () => import('googleapis/build/src/apis/gmail/index.js')

async function makeClient(accessToken: string, apiUrl: string | undefined): Promise<gmail_v1.Gmail> {
  const { auth, gmail } = await loadGmail()
  const credentials = new auth.OAuth2()
  credentials.setCredentials({ access_token: accessToken })
  return gmail({
    version: 'v1',
    auth: credentials,
    // Retrying is the sync engine's decision: it knows the deadline and tells people.
    retry: false,
    adapter: sendByNode,
    maxContentLength: longestAnswerBytes,
    ...(apiUrl ? { rootUrl: apiUrl } : {}),
  })
}

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
    details: z.array(z.object({ reason: z.string().optional() })).default([]),
  }),
})

/**
 * Gives a failed call one of our codes. Google's own error object is dropped: it carries the request with its token.
 * https://developers.google.com/workspace/gmail/api/guides/handle-errors
 */
export function translateGoogleError(error: unknown, now: Date): unknown {
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
  if (status === 401)
    return new SwitchboardError('unauthorized', 'Google no longer accepts this access. Reconnect the account.')
  if (status === 429 || /ratelimitexceeded|quotaexceeded|resource_exhausted/i.test(reasons)) {
    return new SwitchboardError('rate_limited', 'Google asks us to slow down. The sync goes on by itself.', {
      retryable: true,
      retryAfterMs: retryAfterOf(failure?.response?.headers, now),
    })
  }
  if (status === 403) return forbidden(reasons)
  if (status === 404) return new SwitchboardError('gone', 'This mail is no longer in the mailbox.')
  if (status >= 500) return unavailable()
  return new SwitchboardError('invalid_response', `Google refused the request (${status}).`)
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

/** Only a missing scope is mended by granting access; for the rest people would be sent round in circles. */
function forbidden(reasons: string): SwitchboardError {
  if (/insufficientpermissions|access_token_scope_insufficient/i.test(reasons)) {
    return new SwitchboardError(
      'scope_missing',
      'Google has not granted what this needs. Use ‘Grant access’ on the connection.',
    )
  }
  if (/accessnotconfigured|service_disabled/i.test(reasons)) {
    return new SwitchboardError(
      'not_configured',
      'The Gmail API is not switched on for this installation. An admin has to enable it in the Google Cloud project.',
    )
  }
  if (/domainpolicy/i.test(reasons)) {
    return new SwitchboardError(
      'not_configured',
      'The administrators of this Google account do not allow Switchboard to use Gmail. Only they can change that.',
    )
  }
  return new SwitchboardError(
    'not_configured',
    'Google does not let this installation use Gmail. An admin has to check it.',
  )
}

const unavailable = (cause?: TransportError) =>
  new SwitchboardError('unavailable', 'Google cannot be reached at the moment. The sync tries again by itself.', {
    retryable: true,
    cause,
  })
