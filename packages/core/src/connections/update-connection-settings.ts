import type { Connection } from '@switchboard/db'
import { z } from 'zod'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { signalConnection } from '../live'
import { backInService } from './back-in-service'
import { checkAtService } from './check-at-service'
import { checkSettings, readableSettings, type SettingValues } from './check-settings'
import { findManagedConnection } from './find-connection'
import { holdConnection } from './hold-connection'
import { jsonSettings } from './json-settings'
import { commonSettingsOf, providerIdOf, providerOf } from './provider-of'
import { getConnection } from './read-connections'
import { commonSettingsSchema, sharedSettings } from './settings'

const jsonSettingsSchema = z.record(z.string(), z.unknown())

/**
 * Saves settings that the provider's schema accepts, and the service where only that can judge. Absent fields keep their value,
 * also against somebody who saves others at the same time. Throws not_found, invalid_input with each field at fault, and what
 * reaching the provider throws.
 */
export async function updateConnectionSettings(
  ctx: Context,
  actor: Actor,
  input: { id: string; settings: SettingValues },
) {
  const connection = await findManagedConnection(ctx, actor, input.id)
  const { settings: schema } = providerOf(ctx, providerIdOf(connection))
  const checked = await checkAtService(ctx, connection, input.settings)
  await checkAssignee(ctx, connection, input.settings)
  const key = { teamId: connection.teamId, id: connection.id }
  await ctx.db.$transaction(async (tx) => {
    await holdConnection(tx, { teamId: key.teamId, connectionId: key.id })
    const before = await tx.connection.findUniqueOrThrow({ where: { teamId_id: key } })
    const settings = merged(schema, before.settings, { ...input.settings, ...checked })
    const after = await tx.connection.update({
      where: { teamId_id: key },
      data: { settings: jsonSettings(settings), ...whatFollows(ctx, before, settings, checked) },
    })
    if (after.status !== before.status) await backInService(ctx, tx, after)
    await signalConnection(tx, 'connection', before)
  })
  return getConnection(ctx, actor, input.id)
}

/** Checked together only: a stored value that a newer schema refuses is mended by the change of it. */
const merged = (schema: z.ZodType, current: unknown, changes: SettingValues): SettingValues =>
  checkSettings(schema, { ...jsonSettingsSchema.parse(current), ...changes })

const assigneeSchema = z.object(sharedSettings).pick({ assignee: true })

/** Tasks can go to members of the team alone. Throws invalid_input. */
async function checkAssignee(ctx: Context, { teamId }: Connection, changes: SettingValues): Promise<void> {
  // Of another form than this it is refused with the others.
  const [address] = assigneeSchema.safeParse(changes).data?.assignee ?? []
  if (address === undefined) return
  const email = { equals: address, mode: 'insensitive' as const }
  const member = await ctx.db.membership.findFirst({ where: { teamId, user: { email } }, select: { userId: true } })
  if (!member)
    throw new SwitchboardError('invalid_input', `Nobody of this team has the address ${address}.`, {
      field: 'assignee',
    })
}

/** A new interval counts from the last sync, but never shortens the wait that a provider has asked for. */
function whatFollows(ctx: Context, before: Connection, settings: SettingValues, checked: SettingValues | null) {
  const now = ctx.clock.now()
  // A sync had stopped at a setting that the service has accepted now.
  if (checked && before.status === 'error' && before.errorCode === 'invalid_input')
    return { status: 'connected' as const, errorCode: null, errorMessage: null, nextSyncAt: now }
  const { syncEveryMinutes } = commonSettingsOf(settings)
  const changed = syncEveryMinutes !== readableSettings(commonSettingsSchema, before.settings).syncEveryMinutes
  const isAsked = before.errorCode !== null && before.errorCode !== 'internal'
  const waits = isAsked && before.nextSyncAt !== null && before.nextSyncAt > now
  if (before.status !== 'connected' || !changed || waits) return {}
  return { nextSyncAt: new Date((before.lastSyncAt ?? now).getTime() + syncEveryMinutes * 60_000) }
}
