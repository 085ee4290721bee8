import type { MemoryType } from '@switchboard/db'

/** What is to become of a member's memory after something they have said. */
export type Learnt =
  | { action: 'keep'; type: MemoryType; content: string; importance: number }
  /** Takes the place of what was known. */
  | { action: 'update'; id: string; type: MemoryType; content: string; importance: number }
  | { action: 'forget'; id: string }
