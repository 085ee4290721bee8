/** The installation's own mail server. */
export type Mailer = {
  /** Throws unavailable, timeout, invalid_input (an address that the server refuses for good). */
  send(mail: { to: string; subject: string; text: string; html?: string }): Promise<void>
}
