import { type Connection, Prisma, type Transaction } from '@switchboard/db'
import { wakeMessages } from '../channels/wake-messages'
import type { Context } from '../context'
import { queueMissed } from '../inbound/queue-missed'
import { releaseWriteBacks } from '../tasks/release-write-backs'
import { pushOf } from './provider-of'
import { queueWatch } from './queue-watch'
import { dropWatch } from './stop-watch'

/**
 * What follows, in its transaction, when a connection works from now on: changes that waited for it are made, what it
 * alone was told and missed is worked on, what its room is to be told is sent, and its provider is asked to tell of what changes. A promise of before may have ended meanwhile, which is no fault yet.
 */
export async function backInService(
  ctx: Context,
  tx: Transaction,
  connection: Pick<Connection, 'teamId' | 'id' | 'provider'>,
): Promise<void> {
  const key = { teamId: connection.teamId, connectionId: connection.id }
  await releaseWriteBacks(ctx, tx, key)
  await queueMissed(ctx, tx, connection)
  await wakeMessages(tx, { which: toItsRoom(connection), most: null }, ctx.clock.now())
  await dropWatch(ctx, tx, connection)
  if (pushOf(ctx, connection)) await queueWatch(tx, key)
}

const toItsRoom = ({ teamId, id }: Pick<Connection, 'teamId' | 'id'>) =>
  Prisma.sql`"teamId" = ${teamId}::uuid and "userId" is null and "roomConnectionId" = ${id}::uuid`
