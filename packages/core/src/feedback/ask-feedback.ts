import { randomUUID } from 'node:crypto'
import type { Channel, Conversation, FeedbackKind, FeedbackRequest, Transaction } from '@switchboard/db'
import { queueMessages } from '../channels/queue-messages'
import type { Actor, Context } from '../context'
import { sayAsAgent } from '../conversations/say-as-agent'
import { notFound, SwitchboardError } from '../errors'
import { holdMembership } from '../teams/hold-membership'
import { checkQuestion } from './check-question'
import { holdConversation } from './hold-conversation'
import { feedbackLimits, waitingMs } from './limits'
import { nextLook } from './reminder-times'
import { requestMessages } from './request-messages'
import { signalFeedback } from './signal-feedback'

export type Asking = {
  /** Given by who asks: asked again under the same id, it is one question. */
  id?: string
  kind: FeedbackKind
  question: string
  /** Markdown. */
  details?: string
  /** Labels of a choice, in the order in which they are shown. */
  options?: string[]
  recipientIds: string[]
  /** All at once; none: each person's own way, with what it falls back to. */
  channels?: Channel[]
  /** How long an answer is waited for, in milliseconds; absent: 48 hours. */
  expiresInMs?: number
}

export type Asker = {
  teamId: string
  /** Null: an agent. */
  userId: string | null
  /** Where its card is shown. */
  conversation?: Conversation
  /** What goes on with the answer. */
  runId?: string
}

/**
 * Puts a question to people on several channels at once, in the transaction of what wants to know. The first who answers decides. Throws
 * invalid_input, not_found for an id that is another's question.
 */
export async function askFeedback(tx: Transaction, asker: Asker, asking: Asking, now: Date): Promise<FeedbackRequest> {
  const { teamId, userId, conversation, runId } = asker
  const { options, ...words } = checkQuestion(asking)
  const recipientIds = await membersOf(tx, teamId, asking.recipientIds)
  const expiresAt = new Date(now.getTime() + (asking.expiresInMs ?? waitingMs.usual))
  const id = asking.id ?? randomUUID()
  await holdConversation(tx, { teamId, conversationId: conversation?.id ?? null })
  const times = { createdAt: now, expiresAt }
  const { count } = await tx.feedbackRequest.createMany({
    data: {
      teamId,
      id,
      ...words,
      options,
      channels: [...new Set(asking.channels)],
      conversationId: conversation?.id ?? null,
      runId: runId ?? null,
      askedById: userId,
      ...times,
      dueAt: nextLook(times, 0),
    },
    skipDuplicates: true,
  })
  const request = await tx.feedbackRequest.findUnique({ where: { teamId_id: { teamId, id } } })
  if (!request || request.askedById !== userId) throw notFound('question')
  if (count === 0) return request
  await tx.feedbackRecipient.createMany({
    data: recipientIds.map((recipientId) => ({ teamId, requestId: id, userId: recipientId })),
  })
  if (conversation)
    await sayAsAgent(
      tx,
      conversation,
      { key: `feedback:${id}`, kind: 'feedback', content: request.question, data: { feedbackId: id } },
      now,
    )
  await signalFeedback(tx, request)
  // Last: all transactions that queue deliveries wait for one another from here on.
  await queueMessages(tx, requestMessages(request, recipientIds, 0), now)
  return request
}

/** The same for a member, who may have only so many questions open. Throws rate_limited besides. */
export async function askAsMember(ctx: Context, { teamId, userId }: Actor, asking: Asking): Promise<FeedbackRequest> {
  const now = ctx.clock.now()
  return ctx.db.$transaction(async (tx) => {
    // One is asked after the other, so that the limit holds whoever asks at once.
    await holdMembership(tx, { teamId, userId })
    const isAgain =
      asking.id !== undefined && (await tx.feedbackRequest.count({ where: { teamId, id: asking.id } })) > 0
    if (!isAgain) await demandRoom(tx, { teamId, userId })
    return askFeedback(tx, { teamId, userId }, asking, now)
  })
}

/** Throws rate_limited. */
async function demandRoom(tx: Transaction, { teamId, userId }: Pick<Actor, 'teamId' | 'userId'>): Promise<void> {
  const open = await tx.feedbackRequest.count({ where: { teamId, askedById: userId, state: 'open' } })
  if (open >= feedbackLimits.open)
    throw new SwitchboardError(
      'rate_limited',
      `You have ${feedbackLimits.open} questions open. Wait for answers, or withdraw some.`,
    )
}

/** Each once. Throws invalid_input. */
async function membersOf(tx: Transaction, teamId: string, asked: string[]): Promise<string[]> {
  const userIds = [...new Set(asked)]
  const unfit = (message: string) => new SwitchboardError('invalid_input', message, { field: 'recipientIds' })
  if (userIds.length === 0) throw unfit('Choose who is asked.')
  if (userIds.length > feedbackLimits.recipients) throw unfit(`Ask at most ${feedbackLimits.recipients} people.`)
  const known = await tx.membership.count({ where: { teamId, userId: { in: userIds } } })
  if (known < userIds.length) throw unfit('Somebody of those whom you ask is not in this team.')
  return userIds
}
