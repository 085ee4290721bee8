/** A mail of the seed. Dates are relative, so the mailbox is always fresh. */
export type SeedMail = {
  from: string
  subject: string
  /** Minutes before now. */
  ago: number
  text?: string
  html?: string
  to?: string
  cc?: string
  /** Key of this mail and of the one it answers, for threads. */
  key?: string
  answers?: string
  /** Message-ID of the one it answers, where that is none of the seed. */
  inReplyTo?: string
  /** An own label of the mailbox, by name. */
  label?: string
  /** Sent to a list or by a machine: these headers are added. */
  list?: string
  automatic?: boolean
  attachments?: { filename: string; content: string; contentType?: string }[]
}

export const hours = (count: number) => Math.round(count * 60)
export const days = (count: number, extraHours = 0) => Math.round(count * 1_440 + extraHours * 60)
