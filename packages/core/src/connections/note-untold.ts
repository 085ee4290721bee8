import type { Transaction } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import { clocksApartMs } from './freshness'
import { queueWatch } from './queue-watch'

const minuteMs = 60_000
/** Providers tell within seconds; what has come just now may still be on its way. */
const tellsWithinMs = 2 * minuteMs

/** The provider has told of something since. */
export const nothingUntold = { untoldSince: null, untoldTimes: 0, untoldNotedAt: null }

type Told = ConnectionKey & { told: 'promise' | 'subscription' }

/**
 * Notes that a sync has brought what the provider should have told of and has not. What it has promised may have died before its time: it is
 * asked to promise anew. A subscription is people's business, and counts as ended once several syncs have found so. An event ends it.
 * `receivedAt`: of what the sync has brought.
 */
export async function noteUntold(
  tx: Transaction,
  { teamId, connectionId, told }: Told,
  receivedAt: Date[],
  now: Date,
): Promise<void> {
  const last = Math.max(...receivedAt.map((at) => at.getTime()).filter((at) => at <= now.getTime() - tellsWithinMs))
  if (!Number.isFinite(last)) return
  const latest = new Date(last)
  const before = new Date(last - clocksApartMs)
  const unheard = { teamId, id: connectionId, OR: [{ lastEventAt: null }, { lastEventAt: { lt: before } }] }
  if (told === 'subscription') {
    await tx.connection.updateMany({
      where: { ...unheard, untoldSince: null, createdAt: { lt: before } },
      data: { untoldSince: latest },
    })
    // Once for what came since: a sync brings many batches.
    await tx.connection.updateMany({
      where: {
        ...unheard,
        untoldSince: { not: null },
        AND: { OR: [{ untoldNotedAt: null }, { untoldNotedAt: { lt: latest } }] },
      },
      data: { untoldTimes: { increment: 1 }, untoldNotedAt: now },
    })
    return
  }
  const { count } = await tx.connection.updateMany({
    where: { ...unheard, untoldSince: null, watch: { renewedAt: { lt: before }, expiresAt: { gt: now } } },
    data: { untoldSince: latest },
  })
  if (count > 0) await queueWatch(tx, { teamId, connectionId })
}
