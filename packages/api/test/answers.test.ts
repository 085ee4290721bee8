import { expect, test } from 'vitest'
import { z } from 'zod'
import { answers } from '../src/trpc'

const check = answers(z.object({ items: z.array(z.object({ id: z.string(), at: z.date() })) }))
const at = new Date('2026-11-21T18:00:00Z')

test('an answer is checked at once, and what its schema does not name stays here', () => {
  expect(check({ items: [{ id: 'a', at, token: 'secret' }] })).toStrictEqual({ items: [{ id: 'a', at }] })
})

test('one that does not fit is refused', () => {
  expect(() => check({ items: [{ id: 'a', at: at.toISOString() }] })).toThrow(z.ZodError)
})
