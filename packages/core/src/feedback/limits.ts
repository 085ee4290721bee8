/** How much a question and its answer take, in UTF-16 units; and how many people and options, and how long it waits. */
export const feedbackLimits = {
  question: 500,
  details: 4_000,
  /** What a button of Slack shows. */
  option: 75,
  options: 20,
  recipients: 20,
  answer: 4_000,
  note: 1_000,
  /** Open ones that one member has asked. */
  open: 100,
} as const

const hourMs = 3_600_000

/** How long an answer is waited for, in milliseconds. */
export const waitingMs = { least: hourMs / 6, usual: 48 * hourMs, most: 30 * 24 * hourMs } as const
