import type { Context } from '../context'

type Ctx = Pick<Context, 'db'>
/** `keepDays`: for teams that have not chosen; `most`: rows of one statement. */
type Past = { now: Date; keepDays: number; most: number }

/** Forgets what tools told runs that have ended long ago: it is words of others, and what came of it stands in the conversation. Returns of how many. */
export const forgetOldSteps = ({ db }: Ctx, { now, keepDays, most }: Past): Promise<number> =>
  db.$executeRaw`
    update "AgentRun" set steps = '[]' where ("teamId", id) in (
      select run."teamId", run.id from "AgentRun" run join "Team" team on team.id = run."teamId"
      where run.steps <> '[]' and run."finishedAt" < ${now}::timestamptz
        - coalesce(team."keepRunsDays", ${keepDays}::int) * interval '24 hours'
      limit ${most})`

/**
 * Deletes what jobs said and did long ago, but for the last run of each and what people have yet to answer: each run has a conversation of its
 * own, with all that belongs to it. Returns how many.
 */
export const deleteOldJobRuns = ({ db }: Ctx, { now, keepDays, most }: Past): Promise<number> =>
  db.$executeRaw`
    delete from "Conversation" where ("teamId", id) in (
      select run."teamId", run."conversationId" from "AgentRun" run join "Team" team on team.id = run."teamId"
      where run."jobId" is not null and run."finishedAt" < ${now}::timestamptz
        - coalesce(team."keepRunsDays", ${keepDays}::int) * interval '24 hours'
        and exists (
          select 1 from "AgentRun" later where later."teamId" = run."teamId" and later."jobId" = run."jobId"
            and (later."createdAt", later.id) > (run."createdAt", run.id))
        and not exists (
          select 1 from "AgentRun" other where other."teamId" = run."teamId" and other."conversationId" = run."conversationId"
            and other."finishedAt" is null)
        and not exists (
          select 1 from "FeedbackRequest" question where question."teamId" = run."teamId"
            and question."conversationId" = run."conversationId" and question.state = 'open')
      limit ${most})`
