import type { FeedbackRequest } from '@switchboard/db'
import { queueMessages } from '../channels/queue-messages'
import type { Context } from '../context'
import { eachByItself } from '../each-by-itself'
import { holdConversation } from './hold-conversation'
import { nextLook, reminderAt } from './reminder-times'
import { requestMessages } from './request-messages'
import { settleFeedback } from './settle-feedback'

const batchSize = 100

/**
 * Reminds those whom a question waits for, at half of its time and at nine tenths, and ends what nobody has answered: that is an outcome of
 * its own, and no no. Called every minute; runs twice harmlessly. `stopping` aborts when this process ends.
 */
export async function remindFeedback(ctx: Context, stopping?: AbortSignal): Promise<void> {
  const now = ctx.clock.now()
  const failed: string[] = []
  for (;;) {
    const due = await ctx.db.feedbackRequest.findMany({
      where: { state: 'open', dueAt: { lte: now }, id: { notIn: failed } },
      orderBy: { dueAt: 'asc' },
      take: batchSize,
    })
    if (due.length === 0 || stopping?.aborted) return
    const look = (request: FeedbackRequest) =>
      request.expiresAt <= now ? expire(ctx, request, now) : remind(ctx, request, now)
    failed.push(...(await eachByItself(ctx, due, look, { what: 'a look at a question', signal: stopping })))
  }
}

async function expire(ctx: Context, request: FeedbackRequest, now: Date): Promise<void> {
  const { teamId, id } = request
  await ctx.db.$transaction(async (tx) => {
    await holdConversation(tx, request)
    const [expired] = await tx.feedbackRequest.updateManyAndReturn({
      where: { teamId, id, state: 'open', expiresAt: { lte: now } },
      data: { state: 'expired', dueAt: null },
    })
    if (expired) await settleFeedback(tx, expired, null, now)
  })
}

/** After a long pause of all workers the later reminder alone. */
async function remind(ctx: Context, request: FeedbackRequest, now: Date): Promise<void> {
  const { teamId, id, reminders } = request
  const reminder = reminderAt(request, now)
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.feedbackRequest.updateMany({
      where: { teamId, id, state: 'open', reminders },
      data: { reminders: reminder, dueAt: nextLook(request, reminder) },
    })
    if (count === 0 || reminder === 0 || reminder <= reminders) return
    const asked = await tx.feedbackRecipient.findMany({ where: { teamId, requestId: id } })
    const userIds = asked.map(({ userId }) => userId)
    await queueMessages(tx, requestMessages(request, userIds, reminder), now)
  })
}
