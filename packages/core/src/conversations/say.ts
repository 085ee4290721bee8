import type { Channel, ConversationMessage, Transaction } from '@switchboard/db'
import type { Context } from '../context'
import { signalLive } from '../live'
import { bucketsOf } from '../rate-limits/limits'
import { takeTokens } from '../rate-limits/take-tokens'
import { appendEvent, takeSeq, writeEvent } from './append-events'
import { checkSaidAt, checkText } from './check-said'
import { enqueueRun } from './enqueue-run'
import type { Said } from './events'
import { demandActive, findConversation } from './find-conversation'
import { longestTitle } from './limits'
import type { OutsidePlace } from './outside-place'
import { presentSaid } from './present-said'
import { untitled } from './start-conversation'

export type Saying = {
  conversationId: string
  /** Given by who says it: said twice under the same key, it is one. */
  key: string
  text: string
  channel: Channel
  saidAt: Date
  /** Where it was said, and is answered, when not on the web. */
  outside?: { connectionId: string | null; place: OutsidePlace }
  attachments?: Said['attachments']
}

type Who = { teamId: string; userId: string }

/**
 * A member says something: it is written in the conversation's order, and the agent is set to answer. Said again under the same key it
 * is what it was, and takes nothing of the limits. Throws not_found, conflict for a conversation that has ended, invalid_input,
 * rate_limited.
 */
export async function say(ctx: Pick<Context, 'db' | 'clock' | 'sayLimits'>, who: Who, saying: Saying): Promise<Said> {
  checkText(saying.text)
  checkSaidAt(saying.saidAt, ctx.clock.now())
  return ctx.db.$transaction((tx) => sayIn(ctx, tx, who, saying))
}

/** The same in a transaction, for what may have been said at any time: a service may bring it late. */
export async function sayIn(
  ctx: Pick<Context, 'clock' | 'sayLimits'>,
  tx: Transaction,
  { teamId, userId }: Who,
  saying: Saying,
): Promise<Said> {
  const now = ctx.clock.now()
  const content = checkText(saying.text)
  const { saidAt } = saying
  const conversation = await findConversation(tx, { teamId, userId }, saying.conversationId)
  const seq = await takeSeq(tx, teamId, conversation.id)
  const known = await tx.conversationMessage.findFirst({ where: { teamId, userId, key: saying.key } })
  if (known) return presentSaid(known)
  // Read again: it may have ended while its row was waited for.
  demandActive(await findConversation(tx, { teamId, userId }, conversation.id))
  const place = { conversationId: conversation.id, channel: saying.channel }
  await takeTokens(tx, bucketsOf(ctx.sayLimits, { teamId, userId }, place), now)
  const row: ConversationMessage = await tx.conversationMessage.create({
    data: {
      teamId,
      userId,
      seq,
      conversationId: conversation.id,
      key: saying.key,
      speaker: 'person',
      status: 'sent',
      content,
      channel: saying.channel,
      connectionId: saying.outside?.connectionId ?? null,
      ...(saying.outside ? { place: saying.outside.place } : {}),
      attachments: saying.attachments ?? [],
      saidAt,
    },
  })
  const said = presentSaid(row)
  const about = { teamId, conversationId: conversation.id }
  await writeEvent(tx, seq, { ...about, event: { kind: 'said', said } }, now)
  const title = conversation.title === untitled && !conversation.titled ? titleFrom(content) : conversation.title
  await tx.conversation.update({
    where: { teamId_id: { teamId, id: conversation.id } },
    data: { title, channel: saying.channel, lastActivityAt: now },
  })
  if (title !== conversation.title || saying.channel !== conversation.channel)
    await appendEvent(
      tx,
      { ...about, event: { kind: 'conversation', status: 'active', title, channel: saying.channel } },
      now,
    )
  const run = await tx.agentRun.create({
    data: {
      teamId,
      userId,
      agentId: conversation.agentId,
      conversationId: conversation.id,
      askedId: row.id,
      createdAt: now,
    },
  })
  await enqueueRun(tx, run)
  await signalLive(tx, { teamId, userId, subject: 'conversation', id: conversation.id })
  return said
}

/** The first line, as far as a title goes. */
function titleFrom(content: string): string {
  const line = content.split('\n', 1)[0] ?? content
  return line.length > longestTitle ? `${line.slice(0, longestTitle - 1).trimEnd()}…` : line
}
