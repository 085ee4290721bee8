import type { Transaction } from '@switchboard/db'
import { refreshMessages } from '../channels/refresh-messages'
import { signalLiveAll } from '../live'

type Changed = { teamId: string; assigneeId: string; id: string }

/** Tells pages that suggestions have changed, and has messages about them say so where they stand, in the transaction that changes them. */
export async function tellSuggestions(tx: Transaction, changed: Changed[], now: Date): Promise<void> {
  if (changed.length === 0) return
  await signalLiveAll(
    tx,
    changed.map(({ teamId, assigneeId, id }) => ({ teamId, userId: assigneeId, subject: 'suggestion', id })),
  )
  await refreshMessages(tx, changed, now)
}
