import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wire } from '../src/wire'

const sent = (value: unknown): unknown => wire.deserialize(JSON.parse(JSON.stringify(wire.serialize(value))))
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('~', '~~', '~t', '~t1795284000000', '~~t1795284000000', '~tNaN', '2026-11-21T18:00:00.000Z'),
)
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, 0.85, -7),
    anyText,
    fc.date({ noInvalidDate: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(anyText, fc.constantFrom('__proto__', 'constructor', 'json')), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value

const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

describe('what travels', () => {
  test('arrives as it was', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(sent(value)).toEqual(value)
      }),
      { seed: 20_261_121, numRuns: 500 },
    )
  })

  test('is left as it is at the sender', () => {
    const value = { at: new Date('2026-11-21T18:00:00Z'), names: ['~', 'a'] }
    wire.serialize(value)
    expect(value).toEqual({ at: new Date('2026-11-21T18:00:00Z'), names: ['~', 'a'] })
  })

  test('instants as milliseconds since 1970, texts that could be taken for one with their own mark', () => {
    expect(wire.serialize({ at: new Date('2026-11-21T18:00:00Z'), title: '~ 5 pages' })).toEqual({
      at: '~t1795284000000',
      title: '~~ 5 pages',
    })
  })

  test('an instant that is none stays one that is none', () => {
    expect(sent([new Date(Number.NaN)])).toEqual([new Date(Number.NaN)])
  })

  test('absent fields are absent', () => {
    expect(sent({ edits: undefined, id: 'a' })).toStrictEqual({ id: 'a' })
    expect(wire.deserialize(undefined)).toBeUndefined()
  })
})

describe('what strangers send', () => {
  test('gives no object another prototype', () => {
    const read = wire.deserialize(JSON.parse('{"__proto__": {"isOwner": true}, "a": {"__proto__": ["~t"]}}'))
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
    expect(read).not.toHaveProperty('isOwner')
  })

  test('however deep, takes no stack', () => {
    expect(wire.deserialize(nested(40))).toEqual(nested(40))
    expect(() => wire.deserialize(nested(100_000))).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  })
})
