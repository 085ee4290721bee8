/**
 * What can go wrong, as types. Nobody reads message text to decide; each border (tRPC, HTTP, job, page) translates `code` once.
 */
export type ErrorCode =
  // the caller's fault
  | 'invalid_input'
  | 'not_found'
  | 'forbidden'
  | 'conflict'
  | 'already_decided'
  // connecting a provider
  | 'consent_denied'
  | 'state_invalid'
  | 'scope_missing'
  // a provider's answer
  | 'unauthorized'
  | 'grant_revoked'
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'cursor_expired'
  | 'gone'
  | 'invalid_response'
  // the generator
  | 'budget_exhausted'
  | 'invalid_answer'
  | 'refused'
  // ours
  | 'secret_unreadable'
  | 'key_missing'
  | 'not_configured'
  | 'switched_off'

/** What is wrong with one input field, in the words of its form. */
export type FieldFault = { field: string; message: string }

type Details = {
  /** Whether the same call may succeed later without anyone doing anything. */
  retryable?: boolean
  /** How long the other side asked us to wait, in milliseconds; a day at most counts. */
  retryAfterMs?: number
  /** The input field at fault, for forms. */
  field?: string
  /** Of several fields at fault, each by itself; the first is `field`'s. */
  faults?: FieldFault[]
  /** Extra facts for the page, free of secrets. */
  facts?: Record<string, string>
  cause?: unknown
}

/** One answer of a server that errs must not silence an account for good; who still wants a pause after that says so again. */
const longestRetryAfterMs = 86_400_000

/**
 * Marks our errors wherever they come from: a server that bundles its parts apart has several copies of the class, and
 * `instanceof` knows only its own.
 */
const brand = Symbol.for('switchboard.error')

/** The one error class of the domain. `message` is written for people and free of secrets. */
export class SwitchboardError extends Error {
  override readonly name = 'SwitchboardError'
  readonly [brand] = true
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly field: string | undefined
  readonly faults: FieldFault[]
  readonly facts: Record<string, string>

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.retryable = details.retryable ?? false
    this.retryAfterMs =
      details.retryAfterMs === undefined ? undefined : Math.min(details.retryAfterMs, longestRetryAfterMs)
    this.field = details.field ?? details.faults?.[0]?.field
    this.faults = details.faults ?? (details.field === undefined ? [] : [{ field: details.field, message }])
    this.facts = details.facts ?? {}
  }
}

/** Tells the page more about one of our errors; others stay as they are. */
export function addFacts(error: unknown, facts: Record<string, string>): void {
  if (isSwitchboardError(error)) Object.assign(error.facts, facts)
}

/** Narrows anything thrown to a SwitchboardError, optionally with one of the codes given. */
export function isSwitchboardError(error: unknown, ...codes: ErrorCode[]): error is SwitchboardError {
  return isBranded(error) && (codes.length === 0 || codes.includes(error.code))
}

const isBranded = (error: unknown): error is SwitchboardError => error instanceof Error && brand in error

/** The answer for an id that does not exist, belongs to another team, or is not the caller's: always the same. */
export function notFound(what: string): SwitchboardError {
  return new SwitchboardError('not_found', `This ${what} does not exist, or you have no access to it.`)
}

/** Whether an error is what a call says that our own signal cut off: adapters call it a time-out or no answer. */
export const isCutOff = (error: unknown) =>
  isSwitchboardError(error) ? error.retryable : error instanceof Error && error.name === 'AbortError'
