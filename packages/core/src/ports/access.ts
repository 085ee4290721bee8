/** One authorised account in use. */
export type Access = {
  /** What a provider remembers for a while is kept under it. */
  connectionId: string
  /** The team's own app that the account has granted access to. Absent: the operator's. */
  appId?: string
  /** What the provider's own `oauth` or `form` has given. */
  accessToken: string
  settings: unknown
  /** Since when the service has been asked to tell of changes (`PushSource.watch`). Absent: it has not, or is about to be asked anew. */
  toldSince?: Date
  signal: AbortSignal
  /** Of each single request to the provider, in milliseconds. */
  timeoutMs: number
  /** For services that count some of their calls apart. Absent: nobody counts them, as for what is no account. */
  calls?: CallGate
}

/** Limits of an account's calls, by their names, across all processes. */
export type CallGate = {
  /** Takes a turn of a call that the service lets be made so often. Throws rate_limited. */
  take(call: string, perMinute: number): Promise<void>
  /** Keeps the pause that the service has asked for at such a call. */
  rest(call: string, forMs: number): Promise<void>
}
