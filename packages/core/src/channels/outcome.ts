import { isSwitchboardError } from '../errors'
import type { Json } from '../ports/json'

/** What came of one attempt. */
export type Outcome =
  | { kind: 'sent'; place: Json }
  /** The service said no, or was never reached: it has not arrived. */
  | { kind: 'failed'; code: string; message: string; retryAfterMs: number | null; isServiceFault: boolean }
  /** The answer was lost: whether it arrived is looked up, or never known. */
  | { kind: 'open'; code: string; message: string }

/** Codes that say something of one address, and nothing of the service. */
const ofTheAddress = new Set(['gone', 'invalid_input', 'not_found', 'refused'])
/** Codes after which it may have arrived all the same, unless `facts.sent` says otherwise. */
const leaveOpen = new Set(['unavailable', 'timeout', 'invalid_response'])

/** What an adapter has thrown, as the outcome of an attempt. */
export function outcomeOf(error: unknown): Outcome {
  if (!isSwitchboardError(error))
    return {
      kind: 'failed',
      code: 'internal',
      message: 'Something went wrong on our side.',
      retryAfterMs: null,
      isServiceFault: false,
    }
  const { code, message } = error
  if (leaveOpen.has(code) && error.facts.sent !== 'no') return { kind: 'open', code, message }
  return {
    kind: 'failed',
    code,
    message,
    retryAfterMs: error.retryAfterMs ?? null,
    isServiceFault: code !== 'rate_limited' && !ofTheAddress.has(code),
  }
}
