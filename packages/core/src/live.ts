import { z } from 'zod'
import type { Connection, Transaction } from '@switchboard/db'

/**
 * Live updates are signals, not state: they say what changed, the page reads it again through its procedures. A lost signal
 * costs nothing, because a page that reconnects reads everything again (docs/decisions).
 */
export const liveSignalSchema = z.object({
  teamId: z.uuid(),
  /** Whom it concerns; null: everyone in the team. */
  userId: z.uuid().nullable(),
  subject: z.enum([
    'suggestion',
    'task',
    'connection',
    'sync',
    'write_back',
    'membership',
    'team',
    'message',
    'route',
    'conversation',
    'agent',
    'feedback',
    'memory',
  ]),
  id: z.uuid(),
})

export type LiveSignal = z.infer<typeof liveSignalSchema>

/** What pages are told of it. */
export const toldSignalSchema = liveSignalSchema.pick({ subject: true, id: true })

export type ToldSignal = z.infer<typeof toldSignalSchema>

/** PostgreSQL channel of the signals. */
export const liveChannel = 'switchboard_live'

/** Sends the signal when the transaction commits, and not at all when it does not. */
export const signalLive = (tx: Transaction, signal: LiveSignal) => signalLiveAll(tx, [signal])

/** Sends them all by one statement. */
export async function signalLiveAll(tx: Transaction, signals: LiveSignal[]): Promise<void> {
  if (signals.length === 0) return
  const payloads = signals.map((signal) => JSON.stringify(signal))
  await tx.$queryRaw`select pg_notify(${liveChannel}, payload)::text from unnest(${payloads}::text[]) payload`
}

/** Tells those whom a connection concerns: its owner, or everyone in the team that shares it. */
export const signalConnection = (
  tx: Transaction,
  subject: 'connection' | 'sync',
  { teamId, id, ownerId }: Pick<Connection, 'teamId' | 'id' | 'ownerId'>,
) => signalLive(tx, { teamId, userId: ownerId, subject, id })
