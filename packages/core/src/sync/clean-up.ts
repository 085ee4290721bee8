import { deleteOldJobRuns, forgetOldSteps } from '../agent/clean-up-runs'
import { presenceGoneMs } from '../channels/presence'
import { deleteIdleRoutes } from '../channels/routes/delete-idle-routes'
import { deleteExpiredAttempts } from '../connections/delete-expired-attempts'
import type { Context } from '../context'
import { deleteOldOffers } from '../inbound/offered-secrets'
import { clearOldSecrets } from '../inbound/event-secrets'
import { keepOvertakenMs } from '../inbound/overtaken-items'
import { deleteOldQuestions, deleteOldTalk } from '../conversations/delete-old-talk'
import { deleteOldReplies } from '../mail-replies/delete-old-replies'
import { keepDeletedMs } from '../memory/limits'
import { removeOldTestItems } from '../test-items/remove-test-item'
import { deleteDeadJobs, deleteEmptyQueues } from './clean-up-queue'

const dayMs = 86_400_000
const keepDeletedTasksMs = dayMs
/** Rows of one statement: a long past is deleted without holding locks for long. */
const mostAtOnce = 1_000

/**
 * Deletes what is past its keeping time; called daily. The log of a connection's syncs is kept for as long as its team wants, and so are
 * messages to people with which nothing is left to be done, answers by mail, and what agents did by the clock and were told by tools; events of providers, which are no team's, for as long as the operator does, a
 * deleted task for as long as the list of changes tells what it did at a provider, a job that failed for good as long as an event. `signal`
 * aborts when this process ends: the rest waits for the next call.
 */
export async function cleanUp(
  ctx: Context,
  { batchSize = mostAtOnce, signal }: { batchSize?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const now = ctx.clock.now()
  const inBatches = batchesOf(batchSize, signal)
  const runs = await inBatches(
    () => ctx.db.$executeRaw`
      delete from "SyncRun" where ("teamId", id) in (
        select run."teamId", run.id from "SyncRun" run join "Team" team on team.id = run."teamId"
        where run.state <> 'running' and run."startedAt" < ${now}::timestamptz
          - coalesce(team."keepRunsDays", ${ctx.keepRunsDays}::int) * interval '24 hours'
        limit ${batchSize})`,
  )
  const tasks = await inBatches(
    () => ctx.db.$executeRaw`
      delete from "Task" where ("teamId", id) in (
        select "teamId", id from "Task" task where "deletedAt" < ${new Date(now.getTime() - keepDeletedTasksMs)}
          and not exists (
            select 1 from "WriteBack" change
            where change."teamId" = task."teamId" and change."taskId" = task.id and change.state <> 'cancelled'
          )
        limit ${batchSize})`,
  )
  const events = await inBatches(
    () => ctx.db.$executeRaw`
      delete from "InboundEvent" where id in (
        select id from "InboundEvent" where state <> 'received'
          and "receivedAt" < ${now}::timestamptz - ${ctx.keepRunsDays}::int * interval '24 hours'
        limit ${batchSize})`,
  )
  const messages = await inBatches(
    () => ctx.db.$executeRaw`
      delete from "OutboundMessage" where ("teamId", id) in (
        select message."teamId", message.id
        from (
          select id, ${now}::timestamptz - coalesce("keepRunsDays", ${ctx.keepRunsDays}::int) * interval '24 hours' as before from "Team"
        ) team
        join "OutboundMessage" message on message."teamId" = team.id and message."createdAt" < team.before
        where message."settledAt" < team.before and message."dueAt" is null and message."claimedBy" is null
        limit ${batchSize})`,
  )
  // The message holds the whole of what was written piece by piece.
  const pieces = await inBatches(
    () => ctx.db.$executeRaw`
      delete from "ConversationEvent" where ("teamId", "conversationId", seq) in (
        select "teamId", "conversationId", seq from "ConversationEvent"
        where at < ${new Date(now.getTime() - dayMs)} and kind = 'text' limit ${batchSize})`,
  )
  const facts = await inBatches(
    () => ctx.db.$executeRaw`
      delete from "Memory" where ("teamId", id) in (
        select "teamId", id from "Memory" where "deletedAt" < ${new Date(now.getTime() - keepDeletedMs)} limit ${batchSize})`,
  )
  const past = { now, keepDays: ctx.keepRunsDays, most: batchSize }
  const jobRuns = await inBatches(() => deleteOldJobRuns(ctx, past))
  const talk = await inBatches(() => deleteOldTalk(ctx, past))
  const questions = await inBatches(() => deleteOldQuestions(ctx, past))
  const steps = await inBatches(() => forgetOldSteps(ctx, past))
  const replies = await inBatches(() => deleteOldReplies(ctx, past))
  // One that nobody has taken from for a day is full: it is made anew.
  await ctx.db.rateBucket.deleteMany({ where: { tokensAt: { lt: new Date(now.getTime() - dayMs) } } })
  await ctx.db.presence.deleteMany({ where: { aliveAt: { lt: new Date(now.getTime() - presenceGoneMs) } } })
  const routes = await inBatches(() => deleteIdleRoutes(ctx, new Date(now.getTime() - dayMs), batchSize))
  const before = new Date(now.getTime() - ctx.keepRunsDays * dayMs)
  await clearOldSecrets(ctx)
  await ctx.db.refusedCalls.deleteMany({ where: { minute: { lt: before } } })
  await ctx.db.overtakenItem.deleteMany({ where: { at: { lt: new Date(now.getTime() - keepOvertakenMs) } } })
  await removeOldTestItems(ctx)
  await deleteOldOffers(ctx)
  const attempts = await deleteExpiredAttempts(ctx)
  const jobs = await inBatches(() => deleteDeadJobs(ctx, before, batchSize))
  const queues = await inBatches(() => deleteEmptyQueues(ctx, batchSize)).catch((error: unknown) => {
    // The next call finds them as well.
    ctx.logger.warn({ err: error }, 'empty queues were not deleted')
    return 0
  })
  const counts = {
    runs,
    tasks,
    events,
    messages,
    pieces,
    facts,
    jobRuns,
    talk,
    questions,
    steps,
    replies,
    routes,
    attempts,
    jobs,
    queues,
  }
  ctx.logger.info(counts, 'old rows deleted')
}

const batchesOf = (batchSize: number, signal?: AbortSignal) => async (deleteSome: () => Promise<number>) => {
  for (let total = 0; ;) {
    if (signal?.aborted) return total
    const count = await deleteSome()
    total += count
    if (count < batchSize) return total
  }
}
