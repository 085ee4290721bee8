import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { signalLive } from '../live'
import { findManagedConnection } from './find-connection'
import { jsonSettings } from './finish-connect'
import { commonSettingsOf, providerIdOf, providerOf } from './provider-of'
import { getConnection } from './read-connections'

/** Saves settings that the provider's schema accepts. Absent fields keep their value. Throws not_found, invalid_input with the field named. */
export async function updateConnectionSettings(
  ctx: Context,
  actor: Actor,
  input: { id: string; settings: Record<string, unknown> },
) {
  const connection = await findManagedConnection(ctx, actor, input.id)
  const { settings: schema } = providerOf(ctx, providerIdOf(connection))
  const current = schema.parse(connection.settings)
  const result = schema.safeParse({ ...(typeof current === 'object' ? current : {}), ...input.settings })
  if (!result.success) {
    const [issue] = result.error.issues
    throw new SwitchboardError('invalid_input', issue?.message ?? 'This value cannot be used.', {
      field: issue?.path.join('.'),
    })
  }
  const { syncEveryMinutes } = commonSettingsOf(result.data)
  const from = connection.lastSyncAt ?? ctx.clock.now()
  await ctx.db.$transaction(async (tx) => {
    await tx.connection.update({
      where: { teamId_id: { teamId: connection.teamId, id: connection.id } },
      data: {
        settings: jsonSettings(result.data),
        ...(connection.status === 'connected'
          ? { nextSyncAt: new Date(from.getTime() + syncEveryMinutes * 60_000) }
          : {}),
      },
    })
    await signalLive(tx, {
      teamId: connection.teamId,
      userId: connection.ownerId,
      subject: 'connection',
      id: connection.id,
    })
  })
  return getConnection(ctx, actor, input.id)
}
