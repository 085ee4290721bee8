/** `untrusted`: the certificate of the other side was refused. */
type Fault = 'unreachable' | 'untrusted' | 'too_long'

/** Why no answer of a service came. It carries nothing of the request, which has the token, and nothing of what came. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly fault: Fault
  /** In the words of Node: ECONNREFUSED. */
  readonly detail: string

  constructor(fault: Fault, detail: string) {
    super(`${fault}: ${detail}`)
    this.fault = fault
    this.detail = detail
  }
}
