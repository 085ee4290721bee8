import { z } from 'zod'
import type { Connection, SyncRun } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { providerIds } from '../provider-ids'
import { alsoConnectedBy } from './also-connected-by'
import { readableSettings } from './check-settings'
import { type AccessAfterDisconnect, accessAfterDisconnect } from './is-account-in-use'
import { waitingEventsOf } from '../inbound/waiting-events'
import { findConnection } from './find-connection'
import { freshnessFaults } from './freshness'
import { gapOf } from './gap'
import { listeningOf } from './listening'
import { afterPause } from './provider-pause'
import { renewAfterMs } from './renew-watches'
import { missingScopes, providerIdOf } from './provider-of'
import { appNames } from '../provider-apps/read-apps'
import { readFigures, type ConnectionFigures } from './read-figures'
import { settingFormOf } from './setting-form'

const noFigures: ConnectionFigures = {
  itemsPerDay: [],
  itemsTotal: 0,
  itemsToday: 0,
  suggestions: 0,
  approved: 0,
  usualEveryMinutes: null,
  mostlyWithinMinutes: null,
}

/** One's own connections and those the team shares; what needs a person first. Disconnected ones are history and left out. */
export async function listConnections(ctx: Context, actor: Actor) {
  const connections = await ctx.db.connection.findMany({
    where: {
      teamId: actor.teamId,
      OR: [{ ownerId: actor.userId }, { ownerId: null }],
      status: { not: 'disconnected' },
    },
    orderBy: { createdAt: 'asc' },
  })
  const ids = connections.map(({ id }) => id)
  const [figures, runs, others, afterwards, apps] = await Promise.all([
    readFigures(ctx, actor, ids),
    latestRuns(ctx, actor, ids),
    alsoConnectedBy(ctx, actor, connections),
    accessAfterDisconnect(ctx, connections),
    appNames(ctx, actor, connections),
  ])
  const items = connections.map((connection) => {
    const { id } = connection
    const shown = present(ctx, connection, figures.get(id), runs.get(id), others.get(id), afterwards.get(id))
    return { ...shown, ...appOf(connection, apps) }
  })
  const rank = (item: (typeof items)[number]) =>
    item.status === 'error' ? 0 : item.missingScopes.length ? 1 : item.run?.state === 'running' ? 2 : 3
  return { items: items.sort((a, b) => rank(a) - rank(b)) }
}

/** Throws not_found. */
export async function getConnection(ctx: Context, actor: Actor, id: string) {
  const connection = await findConnection(ctx, actor, id)
  const [figures, runs, others, afterwards, apps, watch, listening, failedItems, waitingEvents] = await Promise.all([
    readFigures(ctx, actor, [id]),
    latestRuns(ctx, actor, [id]),
    alsoConnectedBy(ctx, actor, [connection]),
    accessAfterDisconnect(ctx, [connection]),
    appNames(ctx, actor, [connection]),
    ctx.db.watch.findUnique({ where: { teamId_connectionId: { teamId: actor.teamId, connectionId: id } } }),
    listeningOf(ctx, connection),
    ctx.db.item.count({ where: { teamId: actor.teamId, connectionId: id, state: { in: ['failed', 'dead'] } } }),
    waitingEventsOf(ctx, { teamId: actor.teamId, connectionId: id }),
  ])
  const entry = ctx.providers[providerIdOf(connection)]
  return {
    ...present(ctx, connection, figures.get(id), runs.get(id), others.get(id), afterwards.get(id)),
    ...appOf(connection, apps),
    settings: readableSettings(entry?.settings ?? z.record(z.string(), z.unknown()), connection.settings),
    settingGroups: entry ? settingFormOf(entry.settings) : [],
    grantedScopes: connection.grantedScopes,
    /** One that the team shares is its admins': its settings, items and events. */
    managed: connection.ownerId !== null || actor.role !== 'member',
    createdAt: connection.createdAt,
    checkedAt: connection.checkedAt,
    freshness: freshnessFaults(ctx, connection, watch).filter(({ kind }) => kind !== 'broken'),
    live:
      entry?.provider?.webhook || entry?.provider?.pushObstacle
        ? {
            promised: entry.provider.push !== undefined,
            obstacle: entry.provider.pushObstacle ?? null,
            until: watch?.expiresAt ?? null,
            refusal: connection.watchRefusal,
            renewsAt: watch && new Date(watch.renewedAt.getTime() + renewAfterMs),
            lastEventAt: connection.lastEventAt,
          }
        : null,
    outOfReach: connection.outOfReach,
    listening,
    failedItems,
    waitingEvents,
  }
}

/** The team's own app by which it is connected. */
const appOf = ({ appId }: Connection, names: Map<string, string>) => ({ appName: (appId && names.get(appId)) || null })

/** Every provider of the product, whether or not this installation has keys for it. */
export async function listAvailableProviders(ctx: Context, actor: Actor) {
  const counts = await ctx.db.connection.groupBy({
    by: ['provider'],
    where: {
      teamId: actor.teamId,
      OR: [{ ownerId: actor.userId }, { ownerId: null }],
      status: { not: 'disconnected' },
    },
    _count: true,
  })
  const items = providerIds.flatMap((id) => {
    const entry = ctx.providers[id]
    if (!entry) return []
    const { name, summary, ownership, words, missing } = entry
    const connected = counts.find((count) => count.provider === id)?._count ?? 0
    const configured = entry.provider !== null && missing.length === 0
    const ownApps = entry.provider?.ownApps !== undefined && actor.role !== 'member'
    return [{ id, name, summary, ownership, words, configured, missing, connected, ownApps }]
  })
  return { items }
}

function present(
  ctx: Context,
  connection: Connection,
  figures = noFigures,
  run: SyncRun | null = null,
  others: string[] = [],
  afterwards: AccessAfterDisconnect = 'ended',
) {
  const id = providerIdOf(connection)
  const entry = ctx.providers[id]
  const { mostlyWithinMinutes, ...shownFigures } = figures
  // Of settings that a newer schema refuses nobody can say what they need; the form tells which to mend.
  const settings = entry?.settings.safeParse(connection.settings)
  const needs = settings?.success ? (entry?.provider?.oauth?.scopes(settings.data) ?? []) : []
  return {
    id: connection.id,
    provider: id,
    providerName: entry?.name ?? id,
    words: entry?.words ?? { item: 'item', service: id },
    accountName: connection.accountName,
    ownerId: connection.ownerId,
    alsoConnectedBy: others,
    accessAfterDisconnect: afterwards,
    status: connection.status,
    errorCode: connection.errorCode,
    errorMessage: connection.errorMessage,
    lastSyncAt: connection.lastSyncAt,
    nextSyncAt: afterPause(connection),
    lastItemAt: connection.lastItemAt,
    gap: gapOf(connection, entry?.provider?.source),
    missingScopes: missingScopes(needs, connection.grantedScopes).map((need) => need.purpose),
    ...shownFigures,
    expectedBy: expectedBy(connection, mostlyWithinMinutes),
    run,
  }
}

/** When the next item is to be expected, by how they have come of late; null: nobody can say, or none comes at all. */
const expectedBy = ({ status, lastItemAt }: Connection, withinMinutes: number | null): Date | null =>
  status === 'connected' && lastItemAt && withinMinutes !== null
    ? new Date(lastItemAt.getTime() + withinMinutes * 60_000)
    : null

async function latestRuns(ctx: Context, actor: Actor, connectionIds: string[]): Promise<Map<string, SyncRun>> {
  const runs = await ctx.db.syncRun.findMany({
    where: { teamId: actor.teamId, connectionId: { in: connectionIds } },
    distinct: ['connectionId'],
    orderBy: [{ connectionId: 'asc' }, { startedAt: 'desc' }, { id: 'desc' }],
  })
  return new Map(runs.map((run) => [run.connectionId, run]))
}
