import type { Access } from '@switchboard/core/ports/access'
import type { Tokens } from '@switchboard/core/ports/connecting'
import type { SwitchboardError } from '@switchboard/core/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accessTo, failsWith, failureOf, inspected, must } from './expectations'
import type { FaultWorld, ProviderFault } from './world'

/** What goes wrong, and what it is called. `isLate`: no answer comes in time. */
export type FaultCase<Fault> = {
  name: string
  fault: Fault
  error: Partial<Pick<SwitchboardError, 'code' | 'retryable' | 'retryAfterMs'>>
  isLate?: true
}

const hourMs = 3_600_000
const unavailable = { code: 'unavailable', retryable: true } as const
const misunderstood = { code: 'invalid_response', retryable: false } as const
const limited = { code: 'rate_limited', retryable: true } as const
const timeout = { code: 'timeout', retryable: true } as const

/** Of a service that is spoken to over HTTP. */
export const httpFaults: FaultCase<ProviderFault>[] = [
  { name: '429 with seconds', fault: { status: 429, retryAfter: '7' }, error: { ...limited, retryAfterMs: 7_000 } },
  {
    name: '429 with a date',
    fault: { status: 429, retryAfter: new Date(Date.now() + hourMs).toUTCString() },
    error: { ...limited, retryAfterMs: expect.toSatisfy((ms) => ms > hourMs / 2 && ms <= hourMs) },
  },
  { name: '429 without', fault: { status: 429 }, error: { ...limited, retryAfterMs: undefined } },
  { name: '500', fault: { status: 500 }, error: unavailable },
  { name: '503', fault: { status: 503 }, error: unavailable },
  { name: 'a page of HTML', fault: { status: 502, body: '<html>Bad gateway</html>' }, error: unavailable },
  { name: '400', fault: { status: 400 }, error: misunderstood },
  { name: 'rubbish', fault: { body: '{"hello":1}' }, error: misunderstood },
  { name: 'an answer that comes too late', fault: { delayMs: 20_000 }, error: timeout, isLate: true },
]

/** What the faults of a service are called, whatever it is spoken to by. */
export function describeItemFaults<Fault>(
  name: string,
  world: () => FaultWorld<Fault>,
  connect: () => Promise<Tokens>,
  cases: FaultCase<Fault>[],
): void {
  const source = () => must(world().provider.source)

  describe(`${name}: faults`, () => {
    let tokens: Tokens
    const access = (more: Partial<Access> = {}) => accessTo(world().provider, tokens.accessToken, more)
    beforeEach(async () => void (tokens = await connect()))
    afterEach(() => world().clearFaults())

    test.each(cases)('$name', async ({ fault, error, isLate }) => {
      await world().fault(fault)
      const caught = await failureOf(source().checkHealth(access({ timeoutMs: isLate ? 100 : 10_000 })))
      expect(caught).toMatchObject(error)
      // The errors of SDKs carry the request with its token.
      for (const secret of [tokens.accessToken, ...(world().secrets?.() ?? [])])
        expect(inspected(caught)).not.toContain(secret)
    })

    test.each(cases.filter(({ isLate }) => isLate))('$name: a call that is stopped ends at once', async ({ fault }) => {
      await world().fault(fault)
      await failsWith('timeout', source().checkHealth(access({ signal: AbortSignal.timeout(100) })))
    })
  })
}
