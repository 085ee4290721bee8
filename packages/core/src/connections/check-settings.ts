import { z } from 'zod'
import { type FieldFault, SwitchboardError } from '../errors'

export type SettingValues = Record<string, unknown>
const valuesSchema = z.record(z.string(), z.unknown())

/** Settings as their schema makes them. Throws invalid_input that says of every field at fault what it takes. */
export function checkSettings(schema: z.ZodType, values: SettingValues): SettingValues {
  const result = schema.safeParse(values)
  if (result.success) return valuesSchema.parse(result.data)
  throw refusalOf(faultsIn(result.error))
}

export const refusalOf = (faults: FieldFault[]) =>
  new SwitchboardError('invalid_input', faults[0]?.message ?? 'This value cannot be used.', { faults })

/** Stored settings with today's defaults; those that their schema refuses as they are, so that they can be shown and mended. */
export function readableSettings(schema: z.ZodType, stored: unknown): SettingValues {
  const result = schema.safeParse(stored)
  return valuesSchema.parse(
    result.success ? result.data : { ...checkSettings(schema, {}), ...valuesSchema.parse(stored) },
  )
}

/** The first fault of each field. */
export function faultsIn({ issues }: z.core.$ZodError): FieldFault[] {
  const faults = new Map<string, FieldFault>()
  for (const { path, message } of issues) {
    const field = path.join('.')
    if (!faults.has(field)) faults.set(field, { field, message })
  }
  return [...faults.values()]
}
