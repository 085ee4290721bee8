import type { Connection, FreshnessAlert, Transaction, Watch } from '@switchboard/db'
import { queueRoomAlerts } from '../channels/rooms'
import type { Context } from '../context'
import { enqueueAll } from '../jobs'
import { teamsOn } from '../switches/switches'
import { freshnessFaults } from './freshness'
import { freshnessWords } from './freshness-words'
import { pushOf } from './provider-of'

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

/** Alerts that are over go; each new one is stored together with the jobs that mail it. */
async function compare(ctx: Context, { watch, alerts, ...connection }: Row): Promise<void> {
  const faults = freshnessFaults(connection, pushOf(ctx, connection) ? { watch } : null, ctx.clock.now())
  const over = alerts.filter(({ kind }) => !faults.some((fault) => fault.kind === kind))
  const fresh = faults.filter(({ kind }) => !alerts.some((alert) => alert.kind === kind))
  if (over.length + fresh.length === 0) return
  const key = { teamId: connection.teamId, connectionId: connection.id }
  await ctx.db.$transaction(async (tx) => {
    await tx.freshnessAlert.deleteMany({ where: { ...key, kind: { in: over.map(({ kind }) => kind) } } })
    const { count } = await tx.freshnessAlert.createMany({
      data: fresh.map((fault) => ({ ...key, ...fault })),
      skipDuplicates: true,
    })
    // Another worker has just told of them.
    if (count !== fresh.length) return
    const people = await tx.membership.findMany({
      where: {
        teamId: key.teamId,
        OR: [{ role: { in: ['owner', 'admin'] } }, ...(connection.ownerId ? [{ userId: connection.ownerId }] : [])],
      },
      select: { userId: true },
    })
    const mails = fresh.flatMap(({ kind }) =>
      people.map(({ userId }) => ({ payload: { ...key, kind, userId }, maxAttempts: 8 })),
    )
    await enqueueAll(tx, 'mail-freshness-alert', mails)
    // A member's own account is nobody's concern in a room.
    if (connection.ownerId === null) for (const { kind } of fresh) await tellRooms(ctx, tx, connection, kind)
  })
}

async function tellRooms(ctx: Context, tx: Transaction, connection: Connection, kind: FreshnessAlert['kind']) {
  const { id, teamId } = connection
  const now = ctx.clock.now()
  const { subject: title, text: body } = freshnessWords(ctx, connection, kind)
  const key = `freshness:${id}:${kind}:${now.toISOString()}`
  await queueRoomAlerts(
    tx,
    // What is broken reaches no room of its own.
    {
      teamIds: [teamId],
      except: kind === 'broken' ? id : null,
      key,
      data: { title, body, path: `/integrations/${id}` },
    },
    now,
  )
}
