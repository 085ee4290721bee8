import { z } from 'zod'

/** Structured output takes a subset of JSON Schema: no length or range limits, all properties required. Core checks the rest. */
export function strictSchema(schema: unknown): Record<string, unknown> {
  const dropped = new Set([
    '$schema',
    'minLength',
    'maxLength',
    'maxItems',
    'minItems',
    'minimum',
    'maximum',
    'pattern',
    'format',
  ])
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk)
    if (node === null || typeof node !== 'object') return node
    return Object.fromEntries(
      Object.entries(node).flatMap(([key, value]) => (dropped.has(key) ? [] : [[key, walk(value)]])),
    )
  }
  return z.record(z.string(), z.unknown()).parse(walk(schema))
}
