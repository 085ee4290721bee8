import type { FeedbackRequest } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { answerText } from './end-text'
import { answerSchema } from './question-of'

export type Offered = {
  value: string
  /** As people read it. */
  text: string
  /** The address that the mail says it comes from. */
  sender: string
  at: Date
}

/** Of questions, by their ids, the latest answer that a mail has brought in a member's name and that waits for their word. */
export async function offeredTo(
  ctx: Pick<Context, 'db'>,
  { teamId, userId }: Actor,
  requests: FeedbackRequest[],
): Promise<Map<string, Offered>> {
  const open = requests.filter(({ state }) => state === 'open')
  if (open.length === 0) return new Map()
  const replies = await ctx.db.mailReply.findMany({
    where: { teamId, userId, subjectId: { in: open.map(({ id }) => id) }, kind: 'feedback', outcome: 'parked' },
    orderBy: { createdAt: 'asc' },
  })
  const offers = new Map<string, Offered>()
  for (const { subjectId, offered, sender, createdAt } of replies) {
    const answer = answerSchema.safeParse(offered).data
    const request = open.find(({ id }) => id === subjectId)
    if (!answer || !request) continue
    offers.set(subjectId, {
      value: answer.value,
      text: answerText({ ...request, answer }),
      sender,
      at: createdAt,
    })
  }
  return offers
}
