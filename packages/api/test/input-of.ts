import fc from 'fast-check'
import { z } from 'zod'

type Node = z.core.JSONSchema.BaseSchema
type Parts = {
  /** What may stand in a field that takes an id. */
  idFor: (field: string) => fc.Arbitrary<unknown>
  anyText: fc.Arbitrary<string>
}

/** Anything that a procedure's schema describes, as far as JSON Schema can tell it; what it cannot, such as checks of ours, may refuse it. */
export function inputOf(schema: unknown, parts: Parts): fc.Arbitrary<unknown> {
  if (!(schema instanceof z.ZodType)) throw new Error('The input is described by something else than zod.')
  const described = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'date') jsonSchema.format = 'moment'
    },
  })
  return arbitraryOf(described, parts, '')
}

function arbitraryOf(node: Node | boolean | undefined, parts: Parts, field: string): fc.Arbitrary<unknown> {
  if (typeof node !== 'object') return fc.jsonValue()
  const { enum: choices, const: only, anyOf, oneOf, allOf } = node
  if (choices) return fc.constantFrom(...choices)
  if (only !== undefined) return fc.constant(only)
  const union = anyOf ?? oneOf
  if (union) return fc.oneof(...union.map((one) => arbitraryOf(one, parts, field)))
  const [first, ...others] = allOf ?? []
  if (first && others.length === 0) return arbitraryOf(first, parts, field)
  if (node.format === 'moment') return fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01') })
  switch (node.type) {
    case 'object':
      return objectOf(node, parts)
    case 'array':
      return fc.array(
        arbitraryOf(
          typeof node.items === 'object' && !Array.isArray(node.items) ? node.items : undefined,
          parts,
          field,
        ),
        {
          minLength: node.minItems ?? 0,
          maxLength: Math.max(node.minItems ?? 0, Math.min(node.maxItems ?? 4, 4)),
        },
      )
    case 'string':
      return textOf(node, parts, field)
    case 'integer':
      return fc.integer({
        min: Math.ceil(node.minimum ?? -1_000),
        max: Math.floor(Math.min(node.maximum ?? 1_000, 2 ** 31)),
      })
    case 'number':
      return fc.double({ min: node.minimum ?? -1_000, max: node.maximum ?? 1_000, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue()
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: Node, parts: Parts): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, arbitraryOf(field, parts, name)]),
  )
  if (Object.keys(fields).length === 0 && additionalProperties)
    return fc.dictionary(parts.anyText, arbitraryOf(additionalProperties, parts, ''), { maxKeys: 3 })
  return fc.record(fields, { requiredKeys: required, noNullPrototype: true })
}

function textOf(
  { format, minLength = 0, maxLength = 200 }: Node,
  { idFor, anyText }: Parts,
  field: string,
): fc.Arbitrary<unknown> {
  if (format === 'uuid') return fc.oneof({ weight: 9, arbitrary: idFor(field) }, { weight: 1, arbitrary: fc.uuid() })
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) }),
    },
    { weight: 1, arbitrary: anyText },
  )
}
