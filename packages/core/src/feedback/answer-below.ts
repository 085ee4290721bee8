import type { Connection } from '@switchboard/db'
import { placeOf } from '../channels/place'
import type { Actor, Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { MessageChannel } from '../ports/message-channel'
import type { OutsideSaying } from '../ports/webhook'
import { filesUnread, isFilesAlone } from '../conversations/files-alone'
import { answerFeedback } from './answer-feedback'
import { answerKeysOf } from './expect-answer-at'

/** Looked through for the one that is answered: the latest of so many, and of so many days. */
const mostLooked = 50
const lookedMs = 30 * 86_400_000

type Below = { channel: MessageChannel } & Pick<OutsideSaying, 'text' | 'threadKeys' | 'attachments'>

/**
 * Takes what a member writes below a question that wants words, where its message stands, for their answer. Returns what they are told, also
 * that somebody else was first; null: it stands below no such question. Throws what may pass.
 */
export async function answerBelow(
  ctx: Context,
  actor: Actor,
  connection: Connection,
  { channel, text, threadKeys, attachments }: Below,
): Promise<string | null> {
  const id = await questionAt(ctx, actor, connection, channel, threadKeys)
  if (id === null) return null
  if (isFilesAlone(text, attachments)) return filesUnread
  try {
    await answerFeedback(ctx, actor, { id, value: text, via: channel.kind })
    return 'Thank you: your answer counts.'
  } catch (error) {
    if (isSwitchboardError(error) && !error.retryable) return error.message
    throw error
  }
}

async function questionAt(
  ctx: Pick<Context, 'db' | 'clock'>,
  { teamId, userId }: Actor,
  { id: connectionId }: Connection,
  channel: MessageChannel,
  threadKeys: string[],
): Promise<string | null> {
  if (threadKeys.length === 0 || !channel.threadKeys) return null
  const expected = await ctx.db.feedbackRecipient.findFirst({
    where: {
      teamId,
      userId,
      answerKeys: { hasSome: answerKeysOf(connectionId, threadKeys) },
      request: { kind: 'text' },
    },
  })
  if (expected) return expected.requestId
  const deliveries = await ctx.db.delivery.findMany({
    where: {
      teamId,
      connectionId,
      startedAt: { gt: new Date(ctx.clock.now().getTime() - lookedMs) },
      state: { in: ['sent', 'delivered'] },
      message: { userId, kind: 'feedback' },
    },
    include: { message: { select: { subjectId: true } } },
    orderBy: { startedAt: 'desc' },
    take: mostLooked,
  })
  for (const delivery of deliveries) {
    const place = placeOf(delivery)
    const { subjectId: id } = delivery.message
    const isBelow = place !== undefined && channel.threadKeys(place).some((key) => threadKeys.includes(key))
    if (!isBelow || id === null) continue
    return (await ctx.db.feedbackRequest.count({ where: { teamId, id, kind: 'text' } })) > 0 ? id : null
  }
  return null
}
