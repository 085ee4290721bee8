import { z } from 'zod'
import type { Transaction } from '@switchboard/db'

/**
 * Every job: its name and its payload. Payloads carry ids, never content or secrets. Handlers stand in apps/worker/src/handlers.ts
 * and may run twice.
 */
export const jobs = {
  'sync-connection': z.object({
    teamId: z.uuid(),
    connectionId: z.uuid(),
    trigger: z.enum(['first', 'schedule', 'manual', 'push', 'resync']),
  }),
  'sync-due-connections': z.object({}),
  'retry-items': z.object({}),
  'run-write-back': z.object({ teamId: z.uuid(), writeBackId: z.uuid() }),
  'close-suggestions': z.object({}),
  'check-connections': z.object({}),
  'process-inbound-event': z.object({
    id: z.string().regex(/^\d+$/),
    /** Set when a person wants it worked on again, for this connection alone. */
    replayFor: z.object({ teamId: z.uuid(), connectionId: z.uuid() }).optional(),
  }),
  'check-freshness': z.object({}),
  /** Works on all messages to people that are due. */
  'deliver-messages': z.object({}),
  /** Sends the code by which a member proves that an address is theirs. */
  'send-identity-code': z.object({ teamId: z.uuid(), identityId: z.uuid() }),
  /** Gives back messages whose job is gone, and has what is due worked on. */
  'resume-messages': z.object({}),
  'queue-digests': z.object({}),
  /** Ends the conversations in which nobody has said anything for a day. */
  'expire-conversations': z.object({}),
  /** Looks for what does not go together in conversations, and mends it. */
  'check-conversations': z.object({}),
  /** Has the agent answer what somebody said. */
  'answer-message': z.object({ teamId: z.uuid(), runId: z.uuid() }),
  /** Keeps what is worth it of what somebody said, once it was answered. */
  'learn-facts': z.object({ teamId: z.uuid(), runId: z.uuid() }),
  /** Begins the jobs of agents that are due. */
  'run-agent-jobs': z.object({}),
  /** Reminds those who are asked something, and ends what nobody has answered in time. */
  'remind-feedback': z.object({}),
  'renew-watches': z.object({}),
  'renew-watch': z.object({ teamId: z.uuid(), connectionId: z.uuid() }),
  'send-test-item': z.object({ teamId: z.uuid(), id: z.uuid() }),
  /** Null: every team. */
  'resume-integrations': z.object({ teamId: z.uuid().nullable() }),
  /** `data`: what `PushSource.watch` gave, by which the provider knows the promise; its row may be gone or be another's by then. */
  'stop-watch': z.object({ teamId: z.uuid(), connectionId: z.uuid(), data: z.json() }),
  /** Deletes what is past its keeping time: used and expired OAuth attempts, old sync runs, deleted tasks. */
  'clean-up': z.object({}),
} as const

export type JobName = keyof typeof jobs
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]>

export type EnqueueOptions = {
  runAt?: Date
  /** A waiting job with the same key is replaced, so the work is queued once. */
  jobKey?: string
  /** Jobs of one queue run one after another. */
  queueName?: string
  maxAttempts?: number
  /** Jobs of a lower number are taken up first; 0 by default. What a person waits for goes before what may be a thousand jobs. */
  priority?: number
}

/** Whether a job of this key waits for its first or next attempt; `due`: without one that waits for a later time. */
export async function isWaiting(tx: Transaction, jobKey: string, { due = false } = {}): Promise<boolean> {
  const waiting: unknown = await tx.$queryRaw`
    select 1 from graphile_worker.jobs job
    where job.key = ${jobKey} and job.locked_at is null and job.attempts < job.max_attempts
      and (job.run_at <= now() or not ${due})`
  return z.array(z.unknown()).parse(waiting).length > 0
}

export type NewJob<N extends JobName> = EnqueueOptions & { payload: JobPayload<N> }

/** Queues a job in the transaction that writes the row it follows from. */
export const enqueue = <N extends JobName>(
  tx: Transaction,
  name: N,
  payload: JobPayload<N>,
  options: EnqueueOptions = {},
): Promise<void> => enqueueAll(tx, name, [{ ...options, payload }])

/** Queues them all by one statement. */
export async function enqueueAll<N extends JobName>(tx: Transaction, name: N, wanted: NewJob<N>[]): Promise<void> {
  if (wanted.length === 0) return
  await tx.$queryRaw`
    select 1 from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as job(
      payload json, "runAt" timestamptz, "jobKey" text, "queueName" text, "maxAttempts" int, priority int
    ), graphile_worker.add_job(
      ${name}::text, payload := job.payload, queue_name := job."queueName", run_at := job."runAt",
      max_attempts := job."maxAttempts", job_key := job."jobKey", priority := job.priority)`
}
