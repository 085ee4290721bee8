import type { Connection } from '@switchboard/db'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { JobPayload } from '../jobs'
import { freshnessWords } from './freshness-words'

/**
 * Mails one person that a connection is not fresh, unless it is again meanwhile or they left the team. By the installation's own
 * mail server, and not by the account that has fallen silent; without one, the pages alone tell. A worker that dies
 * after sending sends once more. Throws what the mailer throws.
 */
export async function mailFreshnessAlert(
  ctx: Context,
  { teamId, connectionId, kind, userId }: JobPayload<'mail-freshness-alert'>,
): Promise<void> {
  if (!ctx.mailer) return
  const alert = await ctx.db.freshnessAlert.findUnique({
    where: { teamId_connectionId_kind: { teamId, connectionId, kind } },
    include: { connection: true },
  })
  const member = await ctx.db.membership.findUnique({
    where: { teamId_userId: { teamId, userId } },
    include: { user: true },
  })
  if (!alert || !member) return
  const { connection } = alert
  const { subject, text } = freshnessWords(ctx, connection, kind)
  try {
    const way = await wayFor(ctx, userId, connection)
    await ctx.mailer.send({ to: member.user.email, subject, text: `${text}\n\n${way}\n` })
  } catch (error) {
    if (!isSwitchboardError(error, 'invalid_input')) throw error
    ctx.logger.warn({ userId, connectionId, reason: error.code }, 'an alert could not be mailed')
  }
}

/** A member's own account is nobody else's to open: admins are told whom to ask. */
async function wayFor(ctx: Context, userId: string, { id, ownerId }: Connection): Promise<string> {
  if (ownerId === null || ownerId === userId) return new URL(`/integrations/${id}`, ctx.publicUrl).href
  const owner = await ctx.db.user.findUnique({ where: { id: ownerId } })
  return `The account is ${owner?.name ?? owner?.email ?? 'a member'}’s: only they can see and mend it.`
}
