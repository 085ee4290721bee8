import type { AgentRun, Transaction } from '@switchboard/db'
import { queueMessages } from '../../channels/queue-messages'
import { tellJobs } from './change-jobs'

/** Of a result that is kept with its run; the conversation has the whole. In UTF-16 units. */
const longestResult = 4_000

/**
 * Keeps what a run of a job came to, in the transaction that ends it, and tells its owner; a result goes to the others as well whom it is
 * for, a failure to nobody else.
 */
export async function settleJobRun(
  tx: Transaction,
  { teamId, userId, id, jobId }: AgentRun,
  { failed, text }: { failed: boolean; text: string },
  now: Date,
): Promise<void> {
  if (!jobId) return
  const result = text.slice(0, longestResult).toWellFormed()
  await tx.agentRun.update({
    where: { teamId_id: { teamId, id } },
    data: { result, ...(failed ? { state: 'failed' as const } : {}) },
  })
  const job = await tx.agentJob.findUnique({ where: { teamId_id: { teamId, id: jobId } } })
  if (!job) return
  const wanted = failed ? [userId] : [...new Set([userId, ...job.tellIds])]
  const members = await tx.membership.findMany({
    where: { teamId, userId: { in: wanted } },
    select: { userId: true },
  })
  await tellJobs(tx, job)
  // Last: all transactions that queue deliveries wait for one another from here on.
  await queueMessages(
    tx,
    members.map((member) => ({
      teamId,
      userId: member.userId,
      key: `job-run:${id}`,
      kind: 'agent_job' as const,
      subjectId: id,
    })),
    now,
  )
}
