import OpenAI from 'openai'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import { retryAfterMs } from '@switchboard/core/retry-after'
import { z } from 'zod'

/**
 * The SDK's errors carry request headers with the key; only what is known to be safe goes on. Key, model and credit are the
 * operator's business and say nothing about the item. https://platform.openai.com/docs/guides/error-codes
 */
export function translate(error: unknown, signal: AbortSignal, now: Date): unknown {
  if (isSwitchboardError(error)) return error
  // The SDK's own time limit ends with the headers; a body that trickles in is left to the signal, whose error is fetch's.
  if (signal.aborted || error instanceof OpenAI.APIConnectionTimeoutError) {
    return new SwitchboardError('timeout', 'The model did not answer in time.', { retryable: true })
  }
  // The second: fetch's own, when the line is cut in the middle of the body.
  if (error instanceof OpenAI.APIConnectionError || (error instanceof TypeError && error.cause !== undefined)) {
    return new SwitchboardError('unavailable', 'The model’s server cannot be reached.', { retryable: true })
  }
  // No JSON is a proxy's page, or was cut, and passes; JSON in another form is how the server speaks.
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    const retryable = error instanceof SyntaxError
    return new SwitchboardError('invalid_response', 'The model’s server answered in a form that we do not know.', {
      retryable,
    })
  }
  if (!(error instanceof OpenAI.APIError)) return error
  const status: unknown = error.status
  if (status === 401 || status === 403)
    return new SwitchboardError('unauthorized', 'The model’s server does not accept the API key (OPENAI_API_KEY).')
  if (status === 404) {
    return new SwitchboardError(
      'not_configured',
      'The model’s server does not know the model or the address (OPENAI_MODEL, OPENAI_BASE_URL).',
    )
  }
  if (status === 402 || error.code === 'insufficient_quota') {
    return new SwitchboardError('budget_exhausted', 'The credit at the model’s server is used up.')
  }
  if (status === 429) {
    return new SwitchboardError('rate_limited', 'The model’s server asks us to slow down.', {
      retryable: true,
      retryAfterMs: retryAfterMs(error.headers?.get('retry-after'), now),
    })
  }
  if (status === 400 && isTooLong(error))
    return new SwitchboardError('invalid_input', 'This is more than the model can read at once.', {
      facts: { context: 'overflow' },
    })
  if (status === 408) return new SwitchboardError('timeout', 'The model did not answer in time.', { retryable: true })
  // Without a status: told in the middle of a stream. 409: a lock that somebody else holds.
  if (status === undefined || status === 409 || (typeof status === 'number' && status >= 500))
    return new SwitchboardError('unavailable', 'The model’s server has a fault.', { retryable: true })
  return new SwitchboardError('invalid_response', `The model’s server refused the request (${String(status)}).`)
}

/** OpenAI has a code for it; servers that speak the same protocol say it in words alone. */
const isTooLong = ({ code, message }: { code: string | null | undefined; message: string }): boolean =>
  code === 'context_length_exceeded' ||
  /context (?:length|window|size)|too many tokens|prompt is too long/i.test(message)
