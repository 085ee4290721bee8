import type { Connection } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { headerValues } from '../feedback/mail/mail-headers'
import { isSwitchboardError } from '../errors'
import type { ArrivedReply } from '../ports/mail-reply'
import { sayIn } from './say'
import { conversationOfThread, isRepeated, openOrBegin } from './take-outside'

export type MailOpening = {
  agentId: string
  /** Of the mail, so that it is said once. */
  key: string
  words: string
  arrived: ArrivedReply
  /** By which account mail goes back. */
  place: { connectionId: string | null; address: string }
}

/** Mails that a program names as those before are no more than this. */
const mostNamed = 40

/**
 * A member writes to an agent by mail: it begins a conversation with that agent, which is answered in the mail's thread, or goes on in the
 * one that the thread belongs to. Again and again the same within a minute is passed over. Throws conflict, invalid_input, rate_limited.
 */
export async function beginByMail(
  ctx: Context,
  { teamId, userId }: Actor,
  connection: Connection,
  { agentId, key, words: text, arrived, place }: MailOpening,
): Promise<void> {
  const { mail, receivedAt: saidAt, attachments, place: thread } = arrived
  const where = { teamId, userId, connection, channel: 'email' as const }
  const named = ['in-reply-to', 'references'].flatMap((name) => headerValues(mail.headers, name))
  const threadKeys = named.flatMap((value) => value.match(/<[^<>\s]+>/g) ?? []).slice(0, mostNamed)
  const { connectionId, address } = place
  const take = () =>
    ctx.db.$transaction(async (tx) => {
      if ((await tx.conversationMessage.count({ where: { teamId, userId, key } })) > 0) return
      if (await isRepeated(ctx, tx, { ...where, connection: { id: connectionId } }, text)) return
      const { id } =
        (await conversationOfThread(tx, where, threadKeys)) ??
        (await openOrBegin(ctx, tx, where, { key, isNew: false, agentId }))
      const outside = { connectionId, place: { address, thread } }
      await sayIn(ctx, tx, where, { conversationId: id, key, text, channel: 'email', saidAt, outside, attachments })
      const about = { teamId, conversationId: id, channel: 'email' as const, connectionId: connection.id }
      await tx.conversationThread.createMany({
        data: [{ ...about, key, addedAt: ctx.clock.now() }],
        skipDuplicates: true,
      })
    })
  return take().catch((error: unknown) => {
    // The conversation may have ended meanwhile, or another have begun: looked at anew, once.
    if (!isSwitchboardError(error, 'conflict')) throw error
    return take()
  })
}
