import { z } from 'zod'
import type { Connection, InboundEvent, InboundReceipt, Transaction } from '@switchboard/db'
import { checkNow } from '../connections/check-connection'
import { mendingOf } from '../connections/mending'
import { providerIdOf, sourceOf } from '../connections/provider-of'
import { withAccess } from '../connections/with-access'
import type { ConnectionKey, Context } from '../context'
import { isSwitchboardError } from '../errors'
import { signalConnection } from '../live'
import type { ItemNews } from '../ports/item-source'
import type { Json } from '../ports/json'
import type { InboundSignal } from '../ports/webhook'
import { isOnFor } from '../switches/switches'
import { queuePushedSync } from '../sync/queue-sync'
import { takeInNews } from './take-in-news'

/** What follows from an event for one connection; `passedOver`: why nothing does. */
export type Consequence = { connection: Connection; news: ItemNews | null } & (
  | { does: 'sync' | 'take in' | 'check'; passedOver: null }
  | { does: 'nothing'; passedOver: 'switched off' | 'paused' | 'needs a person' }
)

const passedOverTexts = {
  'switched off': 'The integrations of the team were switched off.',
  paused: 'The connection was paused.',
  'needs a person': 'The connection had to be mended first.',
}

export const passedOverText = (reason: keyof typeof passedOverTexts) => passedOverTexts[reason]

/**
 * Looks up, before anything is written, what a signal means to each working connection of its account, or to the one that a replay
 * is for. Throws what may pass: then the whole event is tried again. A connection that does not work is passed over, and catches up by its
 * next sync.
 */
export async function consequencesOf(
  ctx: Context,
  event: InboundEvent,
  signal: InboundSignal,
  only?: ConnectionKey,
): Promise<Consequence[]> {
  const consequences: Consequence[] = []
  for (const connection of await connectionsOf(ctx, event, signal, only)) {
    const passedOver = await whyPassedOver(ctx, connection)
    if (passedOver) {
      consequences.push({ connection, does: 'nothing', news: null, passedOver })
      continue
    }
    switch (signal.kind) {
      case 'changed':
        consequences.push({ connection, does: 'sync', news: null, passedOver })
        break
      case 'items':
        consequences.push({
          connection,
          does: 'take in',
          news: await newsFor(ctx, connection, signal.news),
          passedOver,
        })
        break
      case 'ended':
        await checkNow(ctx, connection)
        consequences.push({ connection, does: 'check', news: null, passedOver })
    }
  }
  return consequences
}

async function whyPassedOver(ctx: Context, { teamId, status }: Connection) {
  if (!(await isOnFor(ctx, ctx.db, 'integrations', teamId))) return 'switched off'
  if (status === 'connected') return null
  return status === 'paused' ? 'paused' : 'needs a person'
}

/** Those of the account that a signal names, but for ended ones. */
export async function connectionsOf(
  ctx: Context,
  { provider }: Pick<InboundEvent, 'provider'>,
  signal: InboundSignal,
  only?: ConnectionKey,
): Promise<Connection[]> {
  const told =
    'connectionId' in signal
      ? { id: signal.connectionId }
      : 'accountName' in signal
        ? { id: { in: await idsByName(ctx, provider, signal.accountName) } }
        : { accountId: signal.accountId }
  return ctx.db.connection.findMany({
    where: {
      provider,
      status: only ? 'connected' : { in: ['connected', 'paused', 'error'] },
      AND: [told, only ? { teamId: only.teamId, id: only.connectionId } : {}],
    },
    // Two events of an account that is connected twice lock its rows in the same order.
    orderBy: { id: 'asc' },
  })
}

const idsSchema = z.array(z.object({ id: z.uuid() }))

/** Addresses are the same in any case. Prisma would compare by ILIKE, to which no index leads. */
async function idsByName(ctx: Context, provider: Connection['provider'], accountName: string): Promise<string[]> {
  const rows: unknown = await ctx.db.$queryRaw`
    select id from "Connection" where provider = ${provider}::"Provider" and lower("accountName") = lower(${accountName})`
  return idsSchema.parse(rows).map(({ id }) => id)
}

/** Null when the account cannot be read until a person has mended it, which its connection says by then. */
async function newsFor(ctx: Context, connection: Connection, news: Json): Promise<ItemNews | null> {
  const { readNews } = sourceOf(ctx, providerIdOf(connection))
  if (!readNews) return null
  const key = { teamId: connection.teamId, connectionId: connection.id }
  try {
    return await withAccess(ctx, key, (access) => readNews(access, news))
  } catch (error) {
    if (isSwitchboardError(error) && (mendingOf(error) !== null || error.code === 'gone')) return null
    throw error
  }
}

/** Writes what follows, together with the note that the connection has got the event. Twice does the same. */
export async function enterConsequence(
  ctx: Context,
  tx: Transaction,
  event: InboundEvent,
  { connection, does, news, passedOver }: Consequence,
  isReplay: boolean,
): Promise<void> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const row = { ...key, eventId: event.id }
  const now = ctx.clock.now()
  const result: Pick<InboundReceipt, 'state' | 'outcome'> = passedOver
    ? { state: 'passed_over', outcome: passedOverText(passedOver) }
    : { state: 'processed', outcome: null }
  await tx.inboundReceipt.upsert({
    where: { teamId_connectionId_eventId: row },
    create: { ...row, ...result, discarded: passedOver === 'switched off', processedAt: now },
    update: { ...result, ...(passedOver ? {} : { discarded: false }), processedAt: now, times: { increment: 1 } },
  })
  if (passedOver) return signalConnection(tx, 'connection', connection)
  if (!isReplay)
    await tx.connection.updateMany({
      where: {
        teamId: connection.teamId,
        id: connection.id,
        OR: [{ lastEventAt: null }, { lastEventAt: { lt: event.receivedAt } }],
      },
      data: { lastEventAt: event.receivedAt, ...latestOf(connection, news) },
    })
  if (does === 'sync') await queuePushedSync(tx, key, now)
  if (news) await takeInNews(tx, connection, news, now)
  await signalConnection(tx, 'connection', connection)
}

function latestOf({ lastItemAt }: Connection, news: ItemNews | null) {
  const times = (news?.items ?? []).map(({ receivedAt }) => Date.parse(receivedAt))
  const latest = Math.max(lastItemAt?.getTime() ?? 0, ...times)
  return times.length > 0 ? { lastItemAt: new Date(latest) } : {}
}
