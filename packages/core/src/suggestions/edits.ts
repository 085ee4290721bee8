import { Prisma } from '@switchboard/db'
import type { WhenDone } from '../connections/settings'

/** Fields of a suggestion or task that a person changed; absent ones keep their value, null clears. */
export type Edits = {
  title?: string
  description?: string
  priority?: 'low' | 'medium' | 'high' | 'urgent'
  dueAt?: Date | null
  dueAllDay?: boolean
  tags?: string[]
  whenDone?: WhenDone | null
}

/** As Prisma takes them: a JSON column is cleared by a value of its own. */
export function editedColumns({ whenDone, ...edits }: Edits) {
  return { ...edits, ...(whenDone === undefined ? {} : { whenDone: whenDone ?? Prisma.DbNull }) }
}
