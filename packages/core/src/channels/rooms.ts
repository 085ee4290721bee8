import type { Connection, Transaction } from '@switchboard/db'
import { z } from 'zod'
import type { MessageKind } from './contents'
import { queueMessages, type NewMessage } from './queue-messages'

const settingsSchema = z.object({ room: z.string().min(1), roomGets: z.enum(['alert', 'suggestion', 'both']) })

/** What people read of a connection's room; null: it has none. */
export const roomNameOf = ({ settings }: Pick<Connection, 'settings'>): string | null =>
  settingsSchema.safeParse(settings).data?.room ?? null

/** Whether messages of this kind go to the connection's room. A member's own account has none. */
export function roomTakes({ settings, ownerId }: Pick<Connection, 'settings' | 'ownerId'>, kind: string): boolean {
  const gets = settingsSchema.safeParse(settings).data?.roomGets
  return ownerId === null && gets !== undefined && (gets === kind || (gets === 'both' && kindsOfBoth.has(kind)))
}

const kindsOfBoth = new Set<string>(['alert', 'suggestion'] satisfies MessageKind[])

type RoomAlert = Pick<NewMessage, 'key' | 'subjectId' | 'data'> & {
  teamIds: string[]
  /** The connection whose own room cannot be told of it, as it is what fails. */
  except: string | null
}

/** Tells the rooms of these teams of what is broken, in the transaction that writes it down. */
export async function queueRoomAlerts(
  tx: Transaction,
  { teamIds, except, key, subjectId, data }: RoomAlert,
  now: Date,
): Promise<void> {
  const shared = await tx.connection.findMany({
    where: { teamId: { in: teamIds }, ownerId: null, status: { not: 'disconnected' } },
  })
  const rooms = shared.filter((connection) => connection.id !== except && roomTakes(connection, 'alert'))
  const messages = rooms.map(({ teamId, id }) => ({
    teamId,
    userId: null,
    roomConnectionId: id,
    key: `room:${id}:${key}`,
    kind: 'alert' as const,
    subjectId,
    data,
  }))
  await queueMessages(tx, messages, now)
}
