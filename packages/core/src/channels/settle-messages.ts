import type { OutboundMessage } from '@switchboard/db'
import type { Context } from '../context'
import { signalLiveAll } from '../live'
import { queueDeliveringAt } from './queue-messages'
import type { TraceStep } from './trace'

/** What a round of work leaves of a message. */
export type Settled = {
  /** As it was read: what somebody has changed since is kept. */
  read: OutboundMessage
  state: OutboundMessage['state']
  dueAt: Date | null
  stale: boolean
  trace: TraceStep[]
  /** What it says; null: nobody wants it any more. */
  title: string | null
}

/**
 * Gives back the messages that a job still has, by one statement, and has those worked on again that wait for a time. What somebody else has
 * taken meanwhile is theirs.
 */
export async function settleMessages(ctx: Context, jobId: bigint, settled: Settled[]): Promise<void> {
  if (settled.length === 0) return
  const now = ctx.clock.now()
  const rows = settled.map(({ read, state, dueAt, stale, trace, title }) => ({
    teamId: read.teamId,
    id: read.id,
    readDueAt: read.dueAt,
    readStaleAt: read.staleAt,
    state,
    dueAt,
    stale,
    trace,
    title,
    settledAt: state === 'waiting' ? null : (read.settledAt ?? now),
  }))
  const next = settled.flatMap(({ dueAt }) => dueAt ?? [])
  await ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      update "OutboundMessage" message set
        state = round.state::"OutboundState", trace = round.trace, title = coalesce(round.title, message.title), "settledAt" = round."settledAt", "claimedBy" = null,
        "dueAt" = case when touched then message."dueAt" else round."dueAt" end,
        stale = case when touched then message.stale else round.stale end
      from (
        select round.*, known."dueAt" is distinct from "readDueAt" or known."staleAt" is distinct from "readStaleAt" as touched
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as round(
          "teamId" uuid, id uuid, "readDueAt" timestamptz(3), "readStaleAt" timestamptz(3), state text, "dueAt" timestamptz(3), stale boolean,
          trace jsonb, title text, "settledAt" timestamptz)
        join "OutboundMessage" known on known."teamId" = round."teamId" and known.id = round.id
        for update of known
      ) round
      where message."teamId" = round."teamId" and message.id = round.id and message."claimedBy" = ${jobId}`
    await signalLiveAll(
      tx,
      settled.map(({ read: { teamId, userId, id } }) => ({ teamId, userId, subject: 'message' as const, id })),
    )
    // What is due already is taken in the same job's next round.
    await queueDeliveringAt(
      tx,
      next.filter((at) => at > now),
      now,
    )
  })
}
