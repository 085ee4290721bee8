import type { Connection, Transaction } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { isSwitchboardError, notFound, SwitchboardError } from '../errors'
import type { Said } from './events'
import type { OutsidePlace } from './outside-place'
import { sayIn } from './say'
import { isRepeated, openOrBegin } from './take-outside'

export type MailSaying = {
  /** What the agent said, which is answered. */
  saidId: string
  /** Of the mail, so that it is said once. */
  key: string
  text: string
  at: Date
  attachments: Said['attachments']
  /** By which mail goes back, and where. */
  outside: { connectionId: string | null; place: OutsidePlace }
}

/**
 * A member answers by mail what an agent said: it goes on in that conversation, and once that has ended as what comes from outside does.
 * False: a loop, nothing is said. Throws not_found, forbidden, conflict, invalid_input, rate_limited.
 */
export async function takeMail(
  ctx: Context,
  actor: Actor,
  connection: Connection,
  saying: MailSaying,
): Promise<boolean> {
  const { teamId, userId } = actor
  const said = await ctx.db.conversationMessage.findFirst({ where: { teamId, id: saying.saidId } })
  if (!said) throw notFound('conversation')
  if (said.userId !== userId)
    throw new SwitchboardError('forbidden', 'This conversation is another’s: begin your own in Switchboard.')
  const take = () => ctx.db.$transaction((tx) => takeIn(ctx, tx, actor, connection, said.conversationId, saying))
  return take().catch((error: unknown) => {
    // The conversation may have ended meanwhile, or another have begun: looked at anew, once.
    if (!isSwitchboardError(error, 'conflict')) throw error
    return take()
  })
}

async function takeIn(
  ctx: Context,
  tx: Transaction,
  { teamId, userId }: Actor,
  connection: Connection,
  conversationId: string,
  { key, text, at, attachments, outside }: MailSaying,
): Promise<boolean> {
  const place = { teamId, userId, channel: 'email' as const }
  if ((await tx.conversationMessage.count({ where: { teamId, userId, key } })) > 0) return true
  if (await isRepeated(ctx, tx, { ...place, connection: { id: outside.connectionId } }, text)) return false
  const before = await tx.conversation.findUniqueOrThrow({ where: { teamId_id: { teamId, id: conversationId } } })
  const agent = await tx.agent.findFirst({ where: { teamId, id: before.agentId, status: 'active' } })
  const opening = { key, isNew: false, ...(agent ? { agentId: agent.id } : {}) }
  const { id } = before.status === 'active' ? before : await openOrBegin(ctx, tx, { ...place, connection }, opening)
  await sayIn(ctx, tx, place, { conversationId: id, key, text, channel: 'email', saidAt: at, outside, attachments })
  return true
}
