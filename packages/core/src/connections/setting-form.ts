import { z } from 'zod'
import { microsPerDollar } from '../micros-per-dollar'
import { settingMetaSchema } from './setting-kinds'

export type SettingField = { key: string; label: string; hint: string } & (
  | { kind: 'number'; min: number; max: number; unit: string; mayBeEmpty: boolean; whenEmpty?: string }
  | { kind: 'percent'; min: number; max: number }
  | { kind: 'dollars'; min: number; max: number; mayBeEmpty: boolean; whenEmpty?: string }
  | { kind: 'switch' }
  | { kind: 'choice'; options: { value: string; label: string }[] }
  | { kind: 'words' }
  | { kind: 'text'; whenEmpty?: string }
  | { kind: 'secret' }
)
export type SettingGroup = { name: string; fields: SettingField[] }

/**
 * The form of settings, as the page shows it: in the order of the schema, a group where its first field stands.
 * Throws for a setting that does not say what people read of it.
 */
export function settingFormOf(settings: z.ZodObject): SettingGroup[] {
  const groups = new Map<string, SettingGroup>()
  for (const [key, schema] of Object.entries(settings.shape)) {
    const { group: name, field } = describeSetting(key, schema)
    const group = groups.get(name) ?? { name, fields: [] }
    group.fields.push(field)
    groups.set(name, group)
  }
  return [...groups.values()]
}

function describeSetting(
  key: string,
  schema: z.core.$ZodType,
  mayBeEmpty = false,
): { group: string; field: SettingField } {
  if (schema instanceof z.ZodDefault) return describeSetting(key, schema.unwrap(), mayBeEmpty)
  if (schema instanceof z.ZodNullable) return describeSetting(key, schema.unwrap(), true)
  const meta = settingMetaSchema.safeParse(z.globalRegistry.get(schema)).data
  if (!meta) throw new Error(`The setting ${key} lacks its label, hint or group.`)
  const { group, unit, whenEmpty, secret, ...words } = meta
  const shared = { key, ...words }
  if (schema instanceof z.ZodBoolean) return { group, field: { ...shared, kind: 'switch' } }
  if (schema instanceof z.ZodString)
    return { group, field: secret ? { ...shared, kind: 'secret' } : { ...shared, kind: 'text', whenEmpty } }
  if (schema instanceof z.ZodArray) return { group, field: { ...shared, kind: 'words' } }
  if (schema instanceof z.ZodEnum) {
    const options = Object.entries(schema.enum).map(([label, value]) => ({ value: String(value), label }))
    return { group, field: { ...shared, kind: 'choice', options } }
  }
  if (schema instanceof z.ZodNumber && unit !== undefined && hasLimits(schema)) {
    const { minValue: min, maxValue: max } = schema
    if (unit === '%')
      return { group, field: { ...shared, kind: 'percent', min: Math.round(min * 100), max: Math.round(max * 100) } }
    if (unit === 'US dollars') {
      const limits = { min: min / microsPerDollar, max: max / microsPerDollar }
      return { group, field: { ...shared, kind: 'dollars', ...limits, mayBeEmpty, whenEmpty } }
    }
    return { group, field: { ...shared, kind: 'number', min, max, unit, mayBeEmpty, whenEmpty } }
  }
  throw new Error(`The setting ${key} is of no kind that the page can show.`)
}

const hasLimits = (schema: z.ZodNumber): schema is z.ZodNumber & { minValue: number; maxValue: number } =>
  Number.isFinite(schema.minValue) && Number.isFinite(schema.maxValue)
