import type { Connection } from '@switchboard/db'
import { z } from 'zod'
import type { Context } from '../context'
import { type FieldFault, isSwitchboardError } from '../errors'
import { faultsIn, readableSettings, refusalOf, type SettingValues } from './check-settings'
import { providerIdOf, providerOf } from './provider-of'
import { withAccess } from './with-access'

const storedSchema = z.record(z.string(), z.unknown())

/**
 * The changed settings that only the service can judge, as they are to be stored; null when there are none. The service is asked also
 * when others do not fit, so that everything at fault is named at once. Throws invalid_input, and what reaching the provider throws.
 */
export async function checkAtService(
  ctx: Context,
  connection: Connection,
  changes: SettingValues,
): Promise<SettingValues | null> {
  const { settings: schema, source } = providerOf(ctx, providerIdOf(connection))
  const { checkedSettings } = source ?? {}
  const before = readableSettings(schema, connection.settings)
  const { fitting, faults } = sorted(schema, { ...storedSchema.parse(connection.settings), ...changes })
  const refused = new Set(faults.map(settingOf))
  const isAsked = (field: string) =>
    !refused.has(field) && JSON.stringify(before[field]) !== JSON.stringify(fitting[field])
  if (!checkedSettings?.fields.some(isAsked)) {
    if (faults.length > 0) throw refusalOf(faults)
    return null
  }
  const key = { teamId: connection.teamId, connectionId: connection.id }
  try {
    const checked = await withAccess(ctx, key, (access) => checkedSettings.check(access), { settings: fitting })
    if (faults.length === 0) return checked
  } catch (error) {
    // Those that do not fit have to be mended in any case.
    if (faults.length === 0 || !isSwitchboardError(error)) throw error
    faults.push(...error.faults)
  }
  const order = Object.keys(schema.shape)
  throw refusalOf(faults.sort((a, b) => order.indexOf(settingOf(a)) - order.indexOf(settingOf(b))))
}

/** The settings that fit, with the default in the place of each other, and what is wrong with those. */
function sorted(schema: z.ZodObject, values: SettingValues): { fitting: SettingValues; faults: FieldFault[] } {
  const result = schema.safeParse(values)
  if (result.success) return { fitting: result.data, faults: [] }
  const faults = faultsIn(result.error)
  const refused = new Set(faults.map(settingOf))
  const others = Object.entries(values).filter(([field]) => !refused.has(field))
  return { fitting: schema.parse(Object.fromEntries(others)), faults }
}

/** A fault may lie in one of several words. */
const settingOf = ({ field }: FieldFault) => field.split('.')[0] ?? field
