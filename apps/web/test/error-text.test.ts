import { TRPCClientError } from '@trpc/client'
import { describe, expect, test } from 'vitest'
import { faultOf } from '../src/lib/error-text'

const answer = (data: { code: string; httpStatus: number; field?: string }) =>
  TRPCClientError.from({
    error: {
      message: 'What happened.',
      code: -32_000,
      data: { path: 'task.get', reason: null, field: null, faults: [], facts: {}, requestId: 'q', ...data },
    },
  })

describe('what went wrong', () => {
  test('does not exist, or its address names nothing', () => {
    expect(faultOf(answer({ code: 'NOT_FOUND', httpStatus: 404 }))).toMatchObject({ missing: true })
    expect(faultOf(answer({ code: 'BAD_REQUEST', httpStatus: 400, field: 'id' }))).toMatchObject({ missing: true })
  })

  test('failed, and is worth another try', () => {
    const fault = faultOf(answer({ code: 'BAD_GATEWAY', httpStatus: 502 }))
    expect(fault).toMatchObject({ missing: false, message: 'What happened.' })
    expect(fault.technical).toContain('request q')
    expect(faultOf(answer({ code: 'BAD_REQUEST', httpStatus: 400, field: 'title' })).missing).toBe(false)
    expect(faultOf(new Error('x')).missing).toBe(false)
  })

  test('had no answer at all', () => {
    expect(faultOf(TRPCClientError.from(new Error('fetch failed')))).toMatchObject({
      missing: false,
      message: expect.stringContaining('cannot be reached'),
    })
  })
})
