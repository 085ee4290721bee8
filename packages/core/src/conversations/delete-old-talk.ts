import type { Context } from '../context'

type Ctx = Pick<Context, 'db'>
/** `most`: rows of one statement. */
type Past = { now: Date; most: number }

/**
 * Deletes conversations that ended long ago with all that belongs to them, in teams that have said how long they keep them. Those of jobs go
 * with the log; one with a question that is open, or with a run that has not ended, stays. Returns how many.
 */
export const deleteOldTalk = ({ db }: Ctx, { now, most }: Past): Promise<number> =>
  db.$executeRaw`
    delete from "Conversation" where ("teamId", id) in (
      select talk."teamId", talk.id from "Conversation" talk join "Team" team on team.id = talk."teamId"
      where talk.status in ('completed', 'expired')
        and coalesce(talk."endedAt", talk."lastActivityAt") < ${now}::timestamptz - team."keepTalkDays" * interval '24 hours'
        and not exists (
          select 1 from "AgentRun" run where run."teamId" = talk."teamId" and run."conversationId" = talk.id
            and (run."jobId" is not null or run."finishedAt" is null))
        and not exists (
          select 1 from "FeedbackRequest" question where question."teamId" = talk."teamId"
            and question."conversationId" = talk.id and question.state = 'open')
      limit ${most})`

/** Deletes questions of members that nobody can answer any more, as long after their end; those of a conversation go with it. Returns how many. */
export const deleteOldQuestions = ({ db }: Ctx, { now, most }: Past): Promise<number> =>
  db.$executeRaw`
    delete from "FeedbackRequest" where ("teamId", id) in (
      select question."teamId", question.id from "FeedbackRequest" question join "Team" team on team.id = question."teamId"
      where question.state <> 'open' and question."conversationId" is null
        and coalesce(question."answeredAt", question."expiresAt")
          < ${now}::timestamptz - team."keepTalkDays" * interval '24 hours'
      limit ${most})`
