import { v7 as newId } from 'uuid'
import type { Connection, MailReply, Transaction } from '@switchboard/db'
import { escapeMarkdown } from '../channels/escape-markdown'
import { type NewMessage, queueMessages } from '../channels/queue-messages'
import type { Actor, Context } from '../context'
import { takeMail } from '../conversations/take-mail'
import { isSwitchboardError } from '../errors'
import { isAutomatic } from '../feedback/mail/is-automatic'
import { senderAddress } from '../feedback/mail/sender-address'
import { readReply } from '../feedback/replies/read-reply'
import type { ChangeBatch } from '../ports/item-source'
import type { ArrivedReply } from '../ports/mail-reply'
import { answerQuestion } from './answer-question'
import { decideSuggestion } from './decide-suggestion'
import { type End, passedOver, settled } from './end'
import { findSent, type Sent } from './find-sent'
import { isTooMuch } from './is-too-much'
import { keyOf } from './key-of'
import { parkReply } from './park-reply'
import { takeBounce } from './take-bounce'
import { takeOpening } from './take-opening'
import { writerOf } from './writer-of'

/**
 * Does what people answer by mail to messages of ours and write to agents, each mail once, and gives back the items of a batch that are none
 * of these: nothing is suggested from them. Throws what may pass; what was done by then is not done again.
 */
export async function takeReplies(
  ctx: Context,
  connection: Connection,
  { items, replies = [] }: Pick<ChangeBatch, 'items' | 'replies'>,
): Promise<ChangeBatch['items']> {
  const taken = new Set<string>()
  for (const arrived of replies) {
    const isOurs =
      (await takeBounce(ctx, connection, arrived)) ||
      (await takeReply(ctx, connection, arrived)) ||
      (await takeOpening(ctx, connection, arrived))
    if (isOurs) taken.add(arrived.externalId)
  }
  return taken.size === 0 ? items : items.filter(({ externalId }) => !taken.has(externalId))
}

/** Whether it answers a message of ours, done or not. */
async function takeReply(ctx: Context, connection: Connection, arrived: ArrivedReply): Promise<boolean> {
  const sent = await findSent(ctx, connection, arrived)
  if (!sent) return false
  // The team whose message it is has the mailbox too, and hears of it there.
  if (sent.message.teamId !== connection.teamId) return true
  const key = keyOf(connection, arrived)
  const where = { teamId_sentId_key: { teamId: connection.teamId, sentId: sent.message.id, key } }
  const known = await ctx.db.mailReply.findUnique({ where })
  if (known && known.outcome !== 'parked') return true
  const { userId } = sent.message
  const actor = await writerOf(ctx, connection, arrived, userId)
  // It came to several mailboxes: another one may show who has written it.
  if (known && !actor) return true
  const end = await endOf(ctx, connection, sent, arrived, actor, key)
  await ctx.db.$transaction((tx) => keep(ctx, tx, sent, arrived, { key, actor, end, known }))
  return true
}

async function endOf(
  ctx: Context,
  connection: Connection,
  sent: Sent,
  arrived: ArrivedReply,
  actor: Actor | null,
  key: string,
): Promise<End> {
  const { mail } = arrived
  const sender = senderAddress(mail.headers) ?? ''
  if (isAutomatic(mail.headers, sender)) return passedOver
  const about = { teamId: sent.message.teamId, userId: actor?.userId ?? sent.message.userId, subjectId: sent.subjectId }
  if (await isTooMuch(ctx, about, actor !== null)) return passedOver
  const words = readReply(mail).reply
  try {
    if (!actor) return await parkReply(ctx, sent, words, sender)
    return await act(ctx, connection, sent, arrived, actor, { words, key })
  } catch (error) {
    // A limit is none that passes by itself: who has written hears of it.
    const isFinal = isSwitchboardError(error) && (!error.retryable || error.code === 'rate_limited')
    if (!isFinal) throw error
    return settled(escapeMarkdown(error.message))
  }
}

type Written = { words: string; key: string }

async function act(
  ctx: Context,
  connection: Connection,
  { kind, subjectId, delivery }: Sent,
  { receivedAt: at, place: thread, attachments }: ArrivedReply,
  actor: Actor,
  { words, key }: Written,
): Promise<End> {
  switch (kind) {
    case 'feedback':
      return answerQuestion(ctx, actor, subjectId, words)
    case 'suggestion':
      return decideSuggestion(ctx, actor, subjectId, words, { key, shown: delivery })
    case 'said': {
      const outside = { connectionId: delivery.connectionId, place: { address: delivery.address, thread } }
      const saying = { saidId: subjectId, key, text: words, at, attachments, outside }
      // The agent answers itself.
      return (await takeMail(ctx, actor, connection, saying)) ? settled(null) : passedOver
    }
  }
}

type Kept = { key: string; actor: Actor | null; end: End; known: MailReply | null }

/** Writes it down, with what its member is told. Who has taken the same mail in at the same time has told them already. */
async function keep(
  ctx: Pick<Context, 'clock'>,
  tx: Transaction,
  sent: Sent,
  { receivedAt, mail: { headers }, place }: ArrivedReply,
  { key, actor, end: { outcome, told, offered }, known }: Kept,
): Promise<void> {
  const now = ctx.clock.now()
  const { teamId, id: sentId } = sent.message
  if (known) await tx.mailReply.deleteMany({ where: { teamId, id: known.id, outcome: 'parked' } })
  const row = {
    teamId,
    id: newId(),
    sentId,
    key,
    userId: actor?.userId ?? sent.message.userId,
    kind: sent.kind,
    subjectId: sent.subjectId,
    outcome,
    sender: senderAddress(headers) ?? '',
    told,
    ...(offered ? { offered } : {}),
    receivedAt,
    createdAt: now,
  }
  const { count } = await tx.mailReply.createMany({ data: [row], skipDuplicates: true })
  if (count > 0 && told !== null) await queueMessages(tx, [answerTo(sent, row, place, actor !== null)], now)
}

type Row = Pick<MailReply, 'teamId' | 'userId' | 'id'>

/**
 * In the thread of the mail where its writer is known and was the one whom we wrote to; where they are not, in the thread of ours: what a
 * stranger writes does not choose where their words are shown.
 */
function answerTo({ message, delivery }: Sent, row: Row, at: ArrivedReply['place'], isProven: boolean): NewMessage {
  const { teamId, userId, id } = row
  const answer = { teamId, userId, key: `mail_reply:${id}`, kind: 'mail_reply' as const, subjectId: id }
  if (userId !== message.userId) return { ...answer, only: 'email' }
  if (!isProven) return { ...answer, only: 'email', data: { follows: message.id } }
  const { channel, connectionId, address } = delivery
  return { ...answer, answers: { channel, connectionId, address, at } }
}
