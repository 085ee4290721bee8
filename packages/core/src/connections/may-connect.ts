import type { Connection } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import type { Provider } from '../ports/provider'
import { demandIntegrations } from '../switches/switches'
import { findManagedConnection } from './find-connection'
import { providerIdOf } from './provider-of'

/**
 * Whether this member may connect the provider, or mend that connection of it, which is answered. Throws forbidden, not_found,
 * switched_off, invalid_input.
 */
export async function mayConnect(
  ctx: Context,
  actor: Actor,
  provider: Provider,
  connectionId: string | null,
): Promise<Connection | null> {
  if (provider.ownership === 'shared' && actor.role === 'member') {
    throw new SwitchboardError('forbidden', `${provider.name} belongs to the whole team. Ask an admin to connect it.`)
  }
  await demandIntegrations(ctx, actor.teamId)
  const existing = connectionId ? await findManagedConnection(ctx, actor, connectionId) : null
  if (existing && providerIdOf(existing) !== provider.id) {
    throw new SwitchboardError('invalid_input', 'This connection belongs to another provider.', {
      field: 'connectionId',
    })
  }
  return existing
}
