import type { MemoryType } from '@switchboard/db'

/** Of one fact, in UTF-16 units. */
export const longestFact = 300
/** So many a member has at most; the least of them makes way for another. */
export const mostFacts = 200
/** So long what was deleted can be brought back, in milliseconds. */
export const keepDeletedMs = 86_400_000

export const factTypes = ['preference', 'fact', 'person', 'project'] as const satisfies readonly MemoryType[]
