import { SwitchboardError } from '@switchboard/core/errors'

/** PostgreSQL stores no NUL and no page sends one. Throws invalid_input that names the field. */
export function refuseNul(input: unknown): void {
  const field = fieldWithNul(input)
  if (field === null) return
  throw new SwitchboardError('invalid_input', 'This text contains a character that cannot be stored.', {
    field: field.join('.'),
  })
}

function fieldWithNul(value: unknown): string[] | null {
  if (typeof value === 'string') return value.includes('\0') ? [] : null
  if (typeof value !== 'object' || value === null) return null
  for (const [name, part] of Object.entries(value)) {
    const field = fieldWithNul(part)
    if (field) return [name, ...field]
  }
  return null
}
