import type { ItemSnapshot } from '../items'

export type TaskModel = {
  /** Recorded with each suggestion, for example `offline-1` or `gpt-4.1-mini`. */
  name: string
  /** Shown to people: 'Offline generator' or the model's name. */
  label: string
  /** Runs on this machine without cost; a budget does not apply. */
  offline: boolean
  /** Throws rate_limited, unavailable, timeout, unauthorized, not_configured. */
  propose(request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer>
}

export type ModelRequest = {
  item: ItemSnapshot
  /** IANA zone of the person who will decide. */
  timeZone: string
  /** The addresses and names of that person, to tell 'you' from others. */
  person: { name: string | null; addresses: string[] }
  /** Set for the one repair: the answer that failed and what is wrong with it. */
  repair: { answer: string; problem: string } | null
}

/** `answer` is validated by core against `proposalSchema`; the adapter does not judge it. */
export type ModelAnswer = {
  answer: unknown
  /** The model did not want to judge the item; it costs all the same. */
  refused?: boolean
  usage: { inputTokens: number; outputTokens: number; costMicros: number }
}
