import { getTRPCErrorShape, TRPCError } from '@trpc/server'
import { beforeEach, expect, test } from 'vitest'
import { SwitchboardError, type ErrorCode } from '@switchboard/core/errors'
import { buildMember, createTestDatabase, testContext, type TestContext } from '@switchboard/testing'
import type { ApiContext } from '../src'
import { createCallerFactory, memberProcedure, router } from '../src/trpc'
import { apiContext } from './api-context'

const database = createTestDatabase()
let core: TestContext
let context: ApiContext
beforeEach(async () => {
  core = testContext(database)
  context = apiContext(core, (await buildMember(core.db)).actor)
})

let thrown: Error
const failing = router({
  fail: memberProcedure.query(() => {
    throw thrown
  }),
})

/** The answer as it leaves the server, and what was logged. */
async function answer(error: Error) {
  thrown = error
  const failure: unknown = await createCallerFactory(failing)(context)
    .fail()
    .catch((caught: unknown) => caught)
  if (!(failure instanceof TRPCError)) throw new Error('the call did not fail as tRPC does')
  const config = failing._def._config
  const shape = getTRPCErrorShape({
    config,
    error: failure,
    type: 'query',
    path: 'fail',
    input: undefined,
    ctx: context,
  })
  return { shape, lines: core.logger.lines }
}

const statuses: Record<ErrorCode, number> = {
  invalid_input: 400,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  already_decided: 409,
  consent_denied: 400,
  state_invalid: 400,
  scope_missing: 412,
  unauthorized: 412,
  grant_revoked: 412,
  rate_limited: 429,
  unavailable: 502,
  timeout: 504,
  cursor_expired: 502,
  gone: 404,
  invalid_response: 502,
  budget_exhausted: 412,
  invalid_answer: 502,
  refused: 422,
  secret_unreadable: 500,
  key_missing: 500,
  not_configured: 412,
  switched_off: 412,
}
const codes = Object.keys(statuses).filter((code): code is ErrorCode => code in statuses)

test.each(codes)('%s is told in its own words, with its reason', async (code) => {
  const error = new SwitchboardError(code, 'Gmail has a rest.', { field: 'name' })
  const { shape, lines } = await answer(error)
  expect(shape).toMatchObject({
    message: 'Gmail has a rest.',
    data: { httpStatus: statuses[code], reason: code, field: 'name', requestId: 'request-1' },
  })
  // The caller's faults are no business of the log; all others are found there under the request's id.
  const level = statuses[code] === 500 ? 'error' : 'warn'
  const facts = { err: error, reason: code, path: 'fail', requestId: 'request-1' }
  expect(lines).toMatchObject(statuses[code] < 500 ? [] : [{ level, facts }])
})

test('an error that nobody expected is logged and not told', async () => {
  const { shape, lines } = await answer(new Error('socket 7 at 10.0.0.8 broke'))
  expect(shape.message).toBe('Something went wrong on our side. Nothing was changed; try again.')
  expect(shape.data).toMatchObject({ httpStatus: 500, reason: null })
  expect(lines).toMatchObject([{ level: 'error', facts: { path: 'fail', requestId: 'request-1' } }])
})
