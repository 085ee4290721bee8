import type { Connection } from '@switchboard/db'
import type { Context } from '../context'
import { isSwitchboardError } from '../errors'
import type { JobPayload } from '../jobs'
import { providerIdOf } from './provider-of'

type Kind = JobPayload<'mail-freshness-alert'>['kind']

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
  const entry = ctx.providers[providerIdOf(connection)]
  const account = `${entry?.name ?? connection.provider}, ${connection.accountName}`
  const { subject, text } = words(kind, account, entry?.words.untold ?? 'what is new comes with each sync')
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

function words(kind: Kind, account: string, untold: string): { subject: string; text: string } {
  switch (kind) {
    case 'watch_expiring':
      return {
        subject: `Live updates end soon: ${account}`,
        text: `The provider’s promise to tell of changes ends within 48 hours and could not be renewed so far. Switchboard goes on trying; after that, ${untold}.`,
      }
    case 'watch_lapsed':
      return {
        subject: `No live updates: ${account}`,
        text: `The provider’s promise to tell of changes has ended and could not be renewed. Switchboard goes on trying; until then, ${untold}.`,
      }
    case 'watch_missing':
      return {
        subject: `No live updates: ${account}`,
        text: `The provider has been asked for hours to tell of changes, and has not promised it. Switchboard goes on trying; until then, ${untold}.`,
      }
    case 'silent':
      return {
        subject: `Nothing was read for a while: ${account}`,
        text: 'No sync of this account has got through for much longer than usual. Nothing is lost: what is missed is fetched when it goes on. Its sync log says what happened.',
      }
    case 'broken':
      return {
        subject: `An account needs attention: ${account}`,
        text: 'Switchboard cannot work with this account until somebody has looked at it. Its page says what happened and what to do.',
      }
  }
}
