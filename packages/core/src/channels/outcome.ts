import { isSwitchboardError } from '../errors'
import type { Json } from '../ports/json'
import type { PartialSend } from '../ports/message-channel'

/** What came of one attempt. */
export type Outcome =
  | { kind: 'sent'; place: Json; cut: Cut | null }
  /** The service said no, or was never reached: it has not arrived. */
  | { kind: 'failed'; code: string; message: string; retryAfterMs: number | null; isServiceFault: boolean }
  /** The answer was lost: whether it arrived is looked up, or never known. */
  | { kind: 'open'; code: string; message: string }

/** Of several parts not all have arrived. The rest is not sent on: what has arrived would be there twice. */
type Cut = { code: string; message: string; retryAfterMs: number | null }

export const cutOf = ({ arrived, parts, error }: PartialSend): Cut => ({
  code: error.code,
  message: `${arrived} of ${parts} parts have arrived. ${error.message}`,
  retryAfterMs: error.retryAfterMs ?? null,
})

/** Codes that say something of one message or its address, and nothing of the service. */
const ofOneMessage = new Set(['gone', 'invalid_input', 'invalid_response', 'not_found', 'refused', 'rate_limited'])
/** Codes after which it may have arrived all the same, unless `facts.sent` says otherwise. */
const leaveOpen = new Set(['unavailable', 'timeout', 'invalid_response'])

/** The address takes nothing at the moment, as with greylisting: it wants the same again in minutes. */
export const addressBusy = 'address_busy'

/**
 * What an adapter has thrown, as the outcome of an attempt. What was refused says something of this message, unless `facts.concerns` is
 * `account`; what may pass says something of the service, unless it is `address`.
 */
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
  const { concerns } = error.facts
  return {
    kind: 'failed',
    code: concerns === 'address' && error.retryable ? addressBusy : code,
    message,
    retryAfterMs: error.retryAfterMs ?? null,
    isServiceFault: concerns === 'account' || (concerns !== 'address' && !ofOneMessage.has(code)),
  }
}
