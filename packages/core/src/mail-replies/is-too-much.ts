import type { MailReplyOutcome } from '@switchboard/db'
import type { Context } from '../context'

const dayMs = 86_400_000
/** About one thing in a day: whoever writes more is a program that answers what it is told. */
const mostAboutOne = 5
/** Of one person in a day, whatever about. */
const mostOfOne = 100

const answeredOutcomes: MailReplyOutcome[] = ['settled', 'asked_back']
const parkedOutcomes: MailReplyOutcome[] = ['parked']

type About = {
  teamId: string
  userId: string
  /** Null: all that they write. */
  subjectId: string | null
}

/** Whether so many mails came that nobody is answered. What nobody is shown to have written is counted apart: it must not keep its person from answering. */
export async function isTooMuch(
  ctx: Pick<Context, 'db' | 'clock'>,
  { teamId, userId, subjectId }: About,
  isProven: boolean,
): Promise<boolean> {
  const where = {
    teamId,
    userId,
    createdAt: { gt: new Date(ctx.clock.now().getTime() - dayMs) },
    outcome: { in: isProven ? answeredOutcomes : parkedOutcomes },
  }
  if (subjectId !== null && (await ctx.db.mailReply.count({ where: { ...where, subjectId } })) >= mostAboutOne)
    return true
  return (await ctx.db.mailReply.count({ where })) >= mostOfOne
}
