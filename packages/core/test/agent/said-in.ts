import type { TestDatabase } from '@switchboard/testing'

/** What was said in a conversation, in order. */
export async function saidIn({ db }: TestDatabase, conversationId: string | null | undefined): Promise<string[]> {
  const rows = await db.conversationMessage.findMany({
    where: { conversationId: conversationId ?? '' },
    orderBy: { seq: 'asc' },
  })
  return rows.map(({ content }) => content)
}
