import type { Memory, Transaction } from '@switchboard/db'

type Owner = { teamId: string; userId: string }

/** What a member has agents remember; nothing while it is switched off. Theirs alone: nobody else's is ever read. */
export async function knownFacts(tx: Transaction, { teamId, userId }: Owner): Promise<Memory[]> {
  return tx.memory.findMany({
    where: { teamId, userId, deletedAt: null, membership: { remembers: true } },
    orderBy: [{ importance: 'desc' }, { updatedAt: 'desc' }, { id: 'asc' }],
  })
}
