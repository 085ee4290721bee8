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
  'check-connections': z.object({}),
  'process-inbound-event': z.object({
    id: z.string().regex(/^\d+$/),
    /** Set when a person wants it worked on again, for this connection alone. */
    replayFor: z.object({ teamId: z.uuid(), connectionId: z.uuid() }).optional(),
  }),
  'renew-watches': z.object({}),
  'renew-watch': z.object({ teamId: z.uuid(), connectionId: z.uuid() }),
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
}

/** Queues a job in the transaction that writes the row it follows from. */
export async function enqueue<N extends JobName>(
  tx: Transaction,
  name: N,
  payload: JobPayload<N>,
  options: EnqueueOptions = {},
): Promise<void> {
  await tx.$queryRaw`
    select 1 from graphile_worker.add_job(
      ${name}::text, payload := ${JSON.stringify(payload)}::json, queue_name := ${options.queueName ?? null}::text,
      run_at := ${options.runAt ?? null}::timestamptz, max_attempts := ${options.maxAttempts ?? null}::int,
      job_key := ${options.jobKey ?? null}::text)`
}
