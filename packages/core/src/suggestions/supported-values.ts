import type { LocatedEvidence } from './proposal'

type Quote = Pick<LocatedEvidence, 'supports' | 'proposed'>

/** The fields that evidence supports. */
type Fields = { description: string; priority: string; dueAt: Date | null; dueAllDay: boolean }

/** What stands in the field that a quote supports; what is asked of the reader is written out in the description. */
function valueIn({ description, priority, dueAt, dueAllDay }: Fields, { supports }: Quote): string | null {
  if (supports === 'priority') return priority
  if (supports !== 'due') return description
  return dueAt && `${dueAt.toISOString()}${dueAllDay ? ' all day' : ''}`
}

/** Keeps with each quote what was proposed in its field, from the first edit of that field on. */
export const keepProposed = <Evidence extends Quote>(
  evidence: readonly Evidence[],
  before: Fields,
  edits: Partial<Fields>,
): Evidence[] =>
  evidence.map((quote) => {
    const proposed = valueIn(before, quote)
    const isFirstEdit = quote.proposed === undefined && valueIn({ ...before, ...edits }, quote) !== proposed
    return isFirstEdit ? { ...quote, proposed } : quote
  })

/** Whether a quote supports what stands in its field now: an edit has no evidence, and one that is undone has it again. */
export const isSupported = (quote: Quote, fields: Fields): boolean =>
  quote.proposed === undefined || quote.proposed === valueIn(fields, quote)
