import type { Connection } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { SwitchboardError } from '../errors'
import { demandIntegrations } from '../switches/switches'

/** Throws switched_off or conflict where nothing may be asked of a connection now, and what to do first. */
export async function demandConnected(
  ctx: Context,
  actor: Actor,
  { status }: Pick<Connection, 'status'>,
): Promise<void> {
  await demandIntegrations(ctx, actor.teamId)
  if (status !== 'connected')
    throw new SwitchboardError(
      'conflict',
      status === 'paused' ? 'Resume this connection first.' : 'Reconnect this account first.',
    )
}
