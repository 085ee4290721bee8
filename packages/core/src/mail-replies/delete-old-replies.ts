import type { Context } from '../context'

/** Deletes what was known of answers by mail for longer than a team keeps its log, as many as `most`; the messages they answer are gone by then. Returns how many. */
export const deleteOldReplies = (
  { db }: Pick<Context, 'db'>,
  { now, keepDays, most }: { now: Date; keepDays: number; most: number },
): Promise<number> =>
  db.$executeRaw`
    delete from "MailReply" where ("teamId", id) in (
      select reply."teamId", reply.id from "MailReply" reply join "Team" team on team.id = reply."teamId"
      where reply."createdAt" < ${now}::timestamptz - coalesce(team."keepRunsDays", ${keepDays}::int) * interval '24 hours'
      limit ${most})`
