import { SwitchboardError } from '@switchboard/core/errors'

/**
 * How values of procedures travel: as JSON, in which an instant is written `~t1795284000000`, in milliseconds since 1970, and a text that
 * begins with a tilde has another before it. Writing its date and time would take ten times as long.
 */
export const wire = {
  serialize: (value: unknown): unknown => written(value),
  /** Throws invalid_input for what is nested deeper than anything that we send. */
  deserialize: (value: unknown): unknown => read(value, 0),
}

const mark = '~'
const instantMark = '~t'
const deepest = 50

function written(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? mark + value : value
  if (typeof value !== 'object' || value === null) return value
  // One that is none is left to the check of what comes in, which has words for it.
  if (value instanceof Date) return instantMark + value.getTime()
  if (Array.isArray(value)) return value.map(written)
  const copy: Record<string, unknown> = { ...value }
  for (const name of Object.keys(copy)) {
    const field = copy[name]
    const text = written(field)
    if (text !== field) copy[name] = text
  }
  return copy
}

function read(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.startsWith(mark) ? readText(value) : value
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) throw new SwitchboardError('invalid_input', 'This was sent in a form that no page uses.')
  if (Array.isArray(value)) return value.map((item) => read(item, depth + 1))
  // A copy has every field as its own, also one called `__proto__`: writing it reaches nothing else.
  const copy: Record<string, unknown> = { ...value }
  for (const name of Object.keys(copy)) copy[name] = read(copy[name], depth + 1)
  return copy
}

const readText = (text: string): unknown =>
  text.startsWith(instantMark) ? new Date(Number.parseInt(text.slice(instantMark.length), 10)) : text.slice(mark.length)
