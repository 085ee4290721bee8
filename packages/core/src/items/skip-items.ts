import type { Transaction } from '@switchboard/db'
import type { HeldItem } from './hold-items'

/** Settles items of a connection that wants no suggestions. */
export async function skipItems(tx: Transaction, items: HeldItem[], now: Date): Promise<void> {
  const [first] = items
  if (!first) return
  await tx.item.updateMany({
    where: { teamId: first.teamId, id: { in: items.map(({ itemId }) => itemId) } },
    data: {
      state: 'done',
      outcome: 'skipped',
      settledAt: now,
      retryAt: null,
      reason: 'Suggestions are switched off for this connection.',
    },
  })
}
