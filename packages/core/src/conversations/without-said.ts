import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import type { ItemSnapshot } from '../items'

/** Items but for what a member has said to an agent alone: that is a conversation, and nothing is suggested from it. */
export async function withoutSaid<Item extends ItemSnapshot>(
  tx: Transaction,
  { teamId, connectionId }: ConnectionKey,
  items: Item[],
): Promise<Item[]> {
  const direct = items.filter((item) => item.kind === 'message' && item.direct).map(({ externalId }) => externalId)
  if (direct.length === 0) return items
  const said = await tx.conversationThread.findMany({
    // The channels are named for the index.
    where: { teamId, channel: { in: ['slack', 'telegram'] }, connectionId, key: { in: direct } },
    select: { key: true },
  })
  const keys = new Set(said.map(({ key }) => key))
  return items.filter((item) => item.kind !== 'message' || !item.direct || !keys.has(item.externalId))
}
