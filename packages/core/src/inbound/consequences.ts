import { z } from 'zod'
import type { Connection, InboundEvent, InboundReceipt, Transaction } from '@switchboard/db'
import { actOnPress } from '../channels/act-on-press'
import { confirmIntroduction } from '../channels/confirm-introduction'
import { checkNow } from '../connections/check-connection'
import { nothingUntold } from '../connections/note-untold'
import { failIfPersonNeeded } from '../connections/fail-connection'
import { holdConnection } from '../connections/hold-connection'
import { renameSettings } from '../connections/rename-settings'
import { providerIdOf, sourceOf } from '../connections/provider-of'
import { withAccess } from '../connections/with-access'
import type { ConnectionKey, Context } from '../context'
import { mostOfTheSame, type Taken, takeOutside } from '../conversations/take-outside'
import { isSwitchboardError, SwitchboardError } from '../errors'
import { signalConnection } from '../live'
import type { Json } from '../ports/json'
import type { InboundSignal } from '../ports/webhook'
import { isOnFor } from '../switches/switches'
import { queuePushedSync } from '../sync/queue-sync'
import { type KnownNews, takeInNews } from './take-in-news'

/** What follows from an event for one connection; `passedOver`: why nothing does. */
export type Consequence = {
  connection: Connection
  syncs: boolean
  /** Its provider has dropped what it had to tell. */
  lost: boolean
  news: KnownNews[]
  passedOver: PassedOver | null
  /** It was said to an agent alone: nothing is suggested from it. */
  isTalk: boolean
  /** Why nobody answers what was said. */
  unanswered: string | null
  /** Why the connection wants nothing of it. */
  unwanted: string | null
}

const passedOverTexts = {
  'switched off': 'The integrations of the team were switched off.',
  paused: 'The connection was paused.',
  'needs a person': 'The connection had to be mended first.',
  'closed to us': 'The conversation is gone, or closed to this connection.',
}

type PassedOver = keyof typeof passedOverTexts

/** Why nobody answers what was said. */
const unansweredTexts: Record<Taken['kind'], string | null> = {
  taken: null,
  not_ours: null,
  repeated: `The same was said more than ${mostOfTheSame} times in a minute.`,
  too_old: 'It was said before this connection was made.',
}

/** Whether it was for the connection's sake that an event was passed over, and not for what it says. */
export const isOfConnection = (outcome: string): boolean => Object.values(passedOverTexts).includes(outcome)

/** The connections that signals are for, or the one that a replay is for, each with what it is told. */
export async function toldConnections(
  ctx: Context,
  event: InboundEvent,
  signals: InboundSignal[],
  only?: ConnectionKey,
): Promise<{ connection: Connection; told: InboundSignal[] }[]> {
  const found = new Map<string, { connection: Connection; told: InboundSignal[] }>()
  for (const signal of signals)
    for (const connection of await connectionsOf(ctx, event, signal, only)) {
      const known = found.get(connection.id)
      if (known) known.told.push(signal)
      else found.set(connection.id, { connection, told: [signal] })
    }
  return [...found.values()]
}

/**
 * Looks up, before anything is written, what signals mean to one connection, and does what people ask for by them. One that does not work is passed over, and catches up by
 * its next sync. Throws what may pass, and what is wrong with the event.
 */
export async function consequenceOf(
  ctx: Context,
  connection: Connection,
  signals: InboundSignal[],
): Promise<Consequence> {
  const nothing: Consequence = {
    connection,
    syncs: false,
    lost: false,
    news: [],
    passedOver: null,
    isTalk: false,
    unanswered: null,
    unwanted: null,
  }
  const passedOver = await whyPassedOver(ctx, connection)
  if (passedOver) return { ...nothing, passedOver }
  const consequence: Consequence = { ...nothing }
  let isHeard = false
  // What is said to an agent comes first: it decides what else becomes of it.
  for (const signal of signals.toSorted((a, b) => Number(b.kind === 'said') - Number(a.kind === 'said'))) {
    switch (signal.kind) {
      case 'changed':
        consequence.syncs = true
        consequence.lost ||= 'lost' in signal
        break
      case 'said': {
        const taken = await takeOutside(ctx, connection, signal)
        consequence.unanswered = unansweredTexts[taken.kind]
        isHeard ||= taken.kind === 'taken'
        consequence.isTalk ||= signal.said.isDirect && (taken.kind === 'taken' || taken.kind === 'repeated')
        break
      }
      case 'items': {
        if (consequence.isTalk) break
        const news = await newsFor(ctx, connection, signal.news)
        if (typeof news === 'string') return { ...nothing, passedOver: news }
        if (news.unwanted === undefined) consequence.news = [...consequence.news, news]
        else if (!isHeard) consequence.unwanted = news.unwanted
        break
      }
      case 'ended':
        await checkNow(ctx, connection)
        break
      case 'pressed':
        await actOnPress(ctx, connection, signal)
        break
      case 'introduced':
        await confirmIntroduction(ctx, connection, signal)
    }
  }
  return consequence
}

async function whyPassedOver(ctx: Context, { teamId, status }: Connection): Promise<PassedOver | null> {
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

/** What an account says of them, or why it does not. */
async function newsFor(ctx: Context, connection: Connection, news: Json): Promise<KnownNews | PassedOver> {
  const { readNews, asksForNews } = sourceOf(ctx, providerIdOf(connection))
  if (!readNews) return { items: [], over: [], askedAt: null }
  const key = { teamId: connection.teamId, connectionId: connection.id }
  try {
    return await withAccess(ctx, key, async (access) => {
      const askedAt = asksForNews ? ctx.clock.now() : null
      return { ...(await readNews(access, news)), askedAt }
    })
  } catch (error) {
    if (isSwitchboardError(error, 'gone')) return 'closed to us'
    if (isSwitchboardError(error) && (await failIfPersonNeeded(ctx, connection, error))) return 'needs a person'
    throw error
  }
}

/**
 * Writes what follows, together with the note that the connection has got the event. Twice does the same. Throws conflict, to be tried again:
 * what was to be passed over may be worked on by now.
 */
export async function enterConsequence(
  ctx: Context,
  tx: Transaction,
  event: InboundEvent,
  { connection, syncs, lost, news, passedOver, unanswered, unwanted }: Consequence,
  isReplay: boolean,
): Promise<void> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  const row = { ...key, eventId: event.id }
  const now = ctx.clock.now()
  if (passedOver === 'paused' || passedOver === 'needs a person') await demandOutOfService(tx, key)
  const result: Pick<InboundReceipt, 'state' | 'outcome'> = passedOver
    ? { state: 'passed_over', outcome: passedOverTexts[passedOver] }
    : unanswered !== null && news.length === 0
      ? { state: 'passed_over', outcome: unanswered }
      : unwanted !== null
        ? { state: 'passed_over', outcome: unwanted }
        : { state: 'processed', outcome: unanswered }
  await tx.inboundReceipt.upsert({
    where: { teamId_connectionId_eventId: row },
    create: { ...row, ...result, discarded: passedOver === 'switched off' || unwanted !== null, processedAt: now },
    update: {
      ...result,
      ...(passedOver ? {} : { discarded: unwanted !== null }),
      waitsUntil: null,
      processedAt: now,
      times: { increment: 1 },
    },
  })
  if (passedOver) return signalConnection(tx, 'connection', connection)
  if (!isReplay)
    await tx.connection.updateMany({
      where: {
        teamId: connection.teamId,
        id: connection.id,
        OR: [{ lastEventAt: null }, { lastEventAt: { lt: event.receivedAt } }],
      },
      data: { lastEventAt: event.receivedAt, ...nothingUntold, ...latestOf(connection, news) },
    })
  if (lost)
    await tx.connection.updateMany({
      where: { teamId: connection.teamId, id: connection.id },
      data: { lostEventsAt: event.receivedAt },
    })
  if (syncs) await queuePushedSync(tx, key, now)
  for (const one of news) {
    await renameSettings(tx, key, one.renames ?? [])
    await takeInNews(tx, connection, one, now)
  }
  await signalConnection(tx, 'connection', connection)
}

/** Who has a connection work again has what it missed worked on, and finds only what was passed over before that. */
async function demandOutOfService(tx: Transaction, key: ConnectionKey): Promise<void> {
  await holdConnection(tx, key)
  const works = await tx.connection.count({
    where: { teamId: key.teamId, id: key.connectionId, status: 'connected' },
  })
  if (works > 0)
    throw new SwitchboardError('conflict', 'The connection has begun to work again just now.', { retryable: true })
}

function latestOf({ lastItemAt }: Connection, news: KnownNews[]) {
  const times = news.flatMap(({ items }) => items).map(({ receivedAt }) => Date.parse(receivedAt))
  const latest = Math.max(lastItemAt?.getTime() ?? 0, ...times)
  return times.length > 0 ? { lastItemAt: new Date(latest) } : {}
}
