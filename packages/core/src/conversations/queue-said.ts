import type { ConversationMessage, SaidKind, Transaction } from '@switchboard/db'
import type { Answers } from '../channels/answers'
import { isPresent } from '../channels/presence'
import { queueMessages } from '../channels/queue-messages'
import { outsidePlaceSchema } from './outside-place'

/** What the agent is at is for pages; a request for feedback goes its own ways. */
const spoken: ReadonlySet<SaidKind> = new Set(['text', 'clarification', 'notice'])
/** Somebody who turns to another page is back by then. */
const graceMs = 20_000

/**
 * Has what the agent said reach its person, once it is final: where they have said something last, or by their channels when that was on
 * the web and no page of theirs is open. Twice does the same.
 */
export async function queueSaid(tx: Transaction, said: ConversationMessage, now: Date): Promise<void> {
  const { teamId, userId, conversationId, id } = said
  if (said.speaker !== 'agent' || said.status !== 'sent' || !spoken.has(said.kind)) return
  const last = await tx.conversationMessage.findFirst({
    where: { teamId, conversationId, speaker: 'person' },
    orderBy: { seq: 'desc' },
  })
  // What a job comes to is told its own way.
  if (last?.key.startsWith('job:')) return
  const answers = last && answersOf(last)
  if (!answers && (await isPresent(tx, { teamId, userId }, now))) return
  const dueAt = answers ? now : new Date(now.getTime() + graceMs)
  const message = { teamId, userId, key: `said:${id}`, kind: 'said', subjectId: id, dueAt } as const
  await queueMessages(tx, [{ ...message, ...(answers ? { answers } : {}) }], now)
}

function answersOf({ channel, connectionId, place }: ConversationMessage): Answers | null {
  const where = outsidePlaceSchema.safeParse(place).data
  return where ? { channel, connectionId, address: where.address, at: where.thread } : null
}
