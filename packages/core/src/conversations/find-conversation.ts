import type { Conversation, Transaction } from '@switchboard/db'
import { notFound, SwitchboardError } from '../errors'

type Owner = { teamId: string; userId: string }

/** A member's own: nobody else, admins neither, reads what somebody says to an agent. Throws not_found. */
export async function findConversation(tx: Transaction, { teamId, userId }: Owner, id: string): Promise<Conversation> {
  const found = await tx.conversation.findFirst({ where: { teamId, userId, id } })
  if (!found) throw notFound('conversation')
  return found
}

/** Throws conflict for one that has ended. */
export function demandActive({ status }: Pick<Conversation, 'status'>): void {
  if (status !== 'active')
    throw new SwitchboardError('conflict', 'This conversation has ended. Begin another one to go on.')
}
