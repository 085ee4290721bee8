import type { Connection, InboundEvent, Prisma, Transaction } from '@switchboard/db'
import { providerIdOf, providerOf } from '../connections/provider-of'
import type { ConnectionKey, Context } from '../context'
import { signalConnection } from '../live'

/** When an event is tried again for a connection, why not now, in one sentence for people, and when it was first tried; null: never yet. */
export type Wait = { until: Date; reason: string; triedAt: Date | null }

const endedReason = 'The account was disconnected while this waited.'

export const pauseReason = (ctx: Context, connection: Connection): string =>
  `${providerOf(ctx, providerIdOf(connection)).name} has asked to be left alone for a while.`

/** Notes that a connection has not got an event yet; one that it has got meanwhile, as by a replay, stays as it is. */
export async function noteWait(
  ctx: Context,
  event: InboundEvent,
  connection: Connection,
  { until, reason, triedAt }: Wait,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      insert into "InboundReceipt" ("teamId", "connectionId", "eventId", state, outcome, "waitsUntil", "triedAt", "processedAt", times)
      values (${connection.teamId}::uuid, ${connection.id}::uuid, ${event.id}, 'waiting', ${reason}, ${until}, ${triedAt}, ${ctx.clock.now()}, 0)
      on conflict ("teamId", "connectionId", "eventId") do update
      set outcome = excluded.outcome, "waitsUntil" = excluded."waitsUntil", "triedAt" = excluded."triedAt", "processedAt" = excluded."processedAt"
      where "InboundReceipt".state = 'waiting'`
    await signalConnection(tx, 'connection', connection)
  })
}

/** Passes over what waits for a connection that has ended. */
export const passOverWaiting = (tx: Transaction, where: Prisma.InboundReceiptWhereInput, now: Date) =>
  tx.inboundReceipt.updateMany({
    where: { ...where, state: 'waiting' },
    data: { state: 'passed_over', outcome: endedReason, waitsUntil: null, processedAt: now, times: 1 },
  })

/** What waits for a connection: how many events, and until when and why the next of them; null: none does. */
export async function waitingEventsOf(
  { db }: Pick<Context, 'db'>,
  key: ConnectionKey,
): Promise<{ count: number; until: Date; reason: string } | null> {
  const where = { ...key, waitsUntil: { not: null } }
  const [count, next] = await Promise.all([
    db.inboundReceipt.count({ where }),
    db.inboundReceipt.findFirst({ where, orderBy: { waitsUntil: 'asc' }, select: { waitsUntil: true, outcome: true } }),
  ])
  return next?.waitsUntil ? { count, until: next.waitsUntil, reason: next.outcome ?? '' } : null
}
