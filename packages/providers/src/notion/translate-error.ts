import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import { z } from 'zod'
import { retryAfterOf } from '../google/retry-after'

const failureSchema = z.object({ status: z.number(), headers: z.unknown(), body: z.string().default('') })
/** Of the API `code`, of its token endpoint `error`. */
const bodySchema = z.object({ code: z.string().optional(), error: z.string().optional() })

/**
 * Gives a failed call one of our codes. The SDK's own error is dropped. https://developers.notion.com/reference/status-codes
 */
export function translateNotionError(error: unknown, now: Date): unknown {
  if (isSwitchboardError(error)) return error
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return new SwitchboardError('invalid_response', 'Notion answered in a form that we do not know.')
  const failure = failureSchema.safeParse(error).data
  if (failure) return refusalOf(failure, now)
  if (error instanceof Error && /^(Abort|Timeout|RequestTimeout)Error$/.test(error.name)) {
    return new SwitchboardError('timeout', 'Notion did not answer in time. The sync tries again by itself.', {
      retryable: true,
    })
  }
  // What fetch throws when there is no connection, or when it breaks.
  return error instanceof TypeError ? unavailable() : error
}

function refusalOf({ status, headers, body }: z.infer<typeof failureSchema>, now: Date): SwitchboardError {
  const { code, error } = bodyOf(body)
  if (error === 'invalid_grant' || error === 'invalid_token')
    return new SwitchboardError('grant_revoked', 'Notion no longer accepts this grant. Connect the account again.')
  if (error === 'invalid_client' || error === 'unauthorized_client') {
    return new SwitchboardError(
      'not_configured',
      `Notion refused this installation (${error}). An admin has to check the Notion keys.`,
    )
  }
  if (status === 401)
    return new SwitchboardError('unauthorized', 'Notion no longer accepts this access. Reconnect the account.')
  if (status === 429 || status === 529) {
    return new SwitchboardError('rate_limited', 'Notion asks us to slow down. The sync goes on by itself.', {
      retryable: true,
      retryAfterMs: retryAfterOf(headers, now),
    })
  }
  if (status === 403) {
    return new SwitchboardError(
      'scope_missing',
      'Notion has not granted what this needs. An admin has to give the connection its capabilities at Notion; then connect again.',
    )
  }
  if (status === 404) return new SwitchboardError('gone', 'This page is no longer shared with Switchboard.')
  // Somebody changed the page at the same moment.
  if (status === 409 || code === 'conflict_error' || status >= 500) return unavailable()
  return new SwitchboardError('invalid_response', `Notion refused the request (${status}).`)
}

function bodyOf(text: string): z.infer<typeof bodySchema> {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data ?? {}
  } catch {
    // A proxy between may answer with a page.
    return {}
  }
}

const unavailable = () =>
  new SwitchboardError('unavailable', 'Notion cannot be reached at the moment. The sync tries again by itself.', {
    retryable: true,
  })

/** Of what the connection was not given, or was taken from it meanwhile. */
export const ifRefused =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (isSwitchboardError(error, 'scope_missing') || isSwitchboardError(error, 'gone')) return instead
    throw error
  }
