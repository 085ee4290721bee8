import type { Connection, FreshnessAlert, Watch } from '@switchboard/db'
import { refreshMessages } from '../channels/refresh-messages'
import type { Context } from '../context'
import { teamsOn } from '../switches/switches'
import { freshnessFaults } from './freshness'
import { tellFreshness } from './tell-freshness'

const pageSize = 200

type Row = Connection & { watch: Watch | null; alerts: FreshnessAlert[] }

/**
 * Looks whether connections are fresh, and has their owner, the admins of the team and, of what the team shares, its rooms told of what is
 * new; of each once for as long as it lasts. Called by cron. `signal` aborts when this process ends: the rest waits for the next call.
 */
export async function checkFreshness(ctx: Context, signal?: AbortSignal): Promise<void> {
  for (let after: string | null = null; !signal?.aborted;) {
    const rows: Row[] = await ctx.db.connection.findMany({
      where: {
        // What stands still by somebody's wish alarms nobody.
        team: await teamsOn(ctx),
        OR: [{ status: { in: ['connected', 'error'] } }, { alerts: { some: {} } }],
        ...(after ? { id: { gt: after } } : {}),
      },
      include: { watch: true, alerts: true },
      orderBy: { id: 'asc' },
      take: pageSize,
    })
    for (const row of rows) await compare(ctx, row)
    after = rows.length === pageSize ? (rows.at(-1)?.id ?? null) : null
    if (!after) return
  }
}

/** Alerts that are over go, and messages say so; each new one is stored together with the messages that tell of it. */
async function compare(ctx: Context, { watch, alerts, ...connection }: Row): Promise<void> {
  const faults = freshnessFaults(ctx, connection, watch)
  const over = alerts.filter(({ kind }) => !faults.some((fault) => fault.kind === kind))
  const fresh = faults.filter(({ kind }) => !alerts.some((alert) => alert.kind === kind))
  if (over.length + fresh.length === 0) return
  const key = { teamId: connection.teamId, connectionId: connection.id }
  await ctx.db.$transaction(async (tx) => {
    await tx.freshnessAlert.deleteMany({ where: { ...key, kind: { in: over.map(({ kind }) => kind) } } })
    // What was told of it says that it is over, and what waits is not sent any more.
    if (over.length > 0) await refreshMessages(tx, [{ teamId: key.teamId, id: connection.id }], ctx.clock.now())
    const entered = await tx.freshnessAlert.createManyAndReturn({
      data: fresh.map((fault) => ({ ...key, ...fault })),
      skipDuplicates: true,
      select: { kind: true },
    })
    // Of the others another worker has just told.
    const news = fresh.filter(({ kind }) => entered.some((alert) => alert.kind === kind))
    if (news.length > 0) await tellFreshness(ctx, tx, connection, news)
  })
}
