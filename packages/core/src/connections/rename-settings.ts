import type { Transaction } from '@switchboard/db'
import { z } from 'zod'
import type { ConnectionKey } from '../context'
import type { ItemNews } from '../ports/item-source'
import { holdConnection } from './hold-connection'
import { jsonSettings } from './json-settings'

const storedSchema = z.record(z.string(), z.unknown())

/** Has settings call by its new name what is called otherwise at the service now. Whoever has changed them meanwhile is left alone. */
export async function renameSettings(
  tx: Transaction,
  { teamId, connectionId: id }: ConnectionKey,
  renames: NonNullable<ItemNews['renames']>,
): Promise<void> {
  if (renames.length === 0) return
  await holdConnection(tx, { teamId, connectionId: id })
  const where = { teamId_id: { teamId, id } }
  const { settings: stored } = await tx.connection.findUniqueOrThrow({ where, select: { settings: true } })
  const settings = storedSchema.parse(stored)
  for (const { field, from, to } of renames) {
    const value = settings[field]
    if (value === from) settings[field] = to
    if (Array.isArray(value)) settings[field] = value.map((one: unknown) => (one === from ? to : one))
  }
  await tx.connection.update({ where, data: { settings: jsonSettings(settings) } })
}
