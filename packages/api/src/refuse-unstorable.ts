import { SwitchboardError } from '@switchboard/core/errors'

/** PostgreSQL stores neither NUL nor half a character, and no page sends one. Throws invalid_input that names the field. */
export function refuseUnstorable(input: unknown): void {
  const field = fieldThatIsUnstorable(input)
  if (field === null) return
  throw new SwitchboardError('invalid_input', 'This text contains a character that cannot be stored.', {
    field: field.join('.').toWellFormed().replaceAll('\0', ''),
  })
}

function fieldThatIsUnstorable(value: unknown): string[] | null {
  if (typeof value === 'string') return isUnstorable(value) ? [] : null
  if (typeof value !== 'object' || value === null) return null
  for (const [name, part] of Object.entries(value)) {
    if (isUnstorable(name)) return [name]
    const field = fieldThatIsUnstorable(part)
    if (field) return [name, ...field]
  }
  return null
}

const isUnstorable = (text: string) => text.includes('\0') || !text.isWellFormed()
