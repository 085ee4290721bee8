import type { Conversation, Transaction } from '@switchboard/db'

/** From now on words of others are in a conversation: what they may have said the agent does not do outside without a person. */
export async function hearOutside(tx: Transaction, conversation: Conversation): Promise<void> {
  if (conversation.heardOutside) return
  await tx.conversation.update({
    where: { teamId_id: { teamId: conversation.teamId, id: conversation.id } },
    data: { heardOutside: true },
  })
  conversation.heardOutside = true
}
