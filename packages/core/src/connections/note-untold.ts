import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import { clocksApartMs } from './freshness'
import { queueWatch } from './queue-watch'

const minuteMs = 60_000
/** Providers tell within seconds; what has come just now may still be on its way. */
const tellsWithinMs = 2 * minuteMs

/**
 * Notes that a sync has brought what the provider has promised to tell of and has not, and has it promise anew: the promise may have died
 * before its time. An event ends it. `receivedAt`: of what the sync has brought.
 */
export async function noteUntold(
  tx: Transaction,
  { teamId, connectionId }: ConnectionKey,
  receivedAt: Date[],
  now: Date,
): Promise<void> {
  const latest = Math.max(...receivedAt.map((at) => at.getTime()).filter((at) => at <= now.getTime() - tellsWithinMs))
  if (!Number.isFinite(latest)) return
  const before = new Date(latest - clocksApartMs)
  const { count } = await tx.connection.updateMany({
    where: {
      teamId,
      id: connectionId,
      untoldSince: null,
      OR: [{ lastEventAt: null }, { lastEventAt: { lt: before } }],
      watch: { renewedAt: { lt: before }, expiresAt: { gt: now } },
    },
    data: { untoldSince: new Date(latest) },
  })
  if (count > 0) await queueWatch(tx, { teamId, connectionId })
}
