import { describe, expect, test } from 'vitest'
import { SwitchboardError } from '@switchboard/core/errors'
import type { PartialSend } from '@switchboard/core/ports/message-channel'
import { sendRest } from '../src/message-parts'

const slowDown = (retryAfterMs?: number) =>
  new SwitchboardError('rate_limited', 'Slower.', { retryable: true, ...(retryAfterMs ? { retryAfterMs } : {}) })

/** Sends three parts to a service that answers so, one after another; with what it has then been sent and waited for. */
async function sent(...answers: (SwitchboardError | null)[]) {
  const posted: string[] = []
  const waits: number[] = []
  const partials: PartialSend[] = []
  const clock = {
    now: () => new Date(),
    sleep: async (ms: number) => void waits.push(ms),
  }
  const sending = {
    clock,
    signal: new AbortController().signal,
    timeoutMs: 10_000,
    onPartial: (partial: PartialSend) => void partials.push(partial),
  }
  const ids = await sendRest(['b', 'c', 'd'], sending, async (part, at) => {
    const fault = answers.shift()
    if (fault) throw fault
    posted.push(part)
    return at
  })
  return { posted, ids, waits, partials: partials.map(({ arrived, parts, error }) => [arrived, parts, error.code]) }
}

describe('the parts behind the first', () => {
  test('all get through', async () => {
    expect(await sent()).toEqual({ posted: ['b', 'c', 'd'], ids: [0, 1, 2], waits: [], partials: [] })
  })

  test('wait for a short pause that the service asks for', async () => {
    const { posted, waits, partials } = await sent(null, slowDown(3_000), slowDown(7_000))
    expect({ posted, waits, partials }).toEqual({ posted: ['b', 'c', 'd'], waits: [3_000, 7_000], partials: [] })
  })

  test.each([
    ['a long one', [null, slowDown(10_001)]],
    ['several that are too long together', [null, slowDown(6_000), slowDown(6_000)]],
    ['one of nobody knows how long', [null, slowDown()]],
  ])('do not wait for %s, and say so', async (_, answers) => {
    const { posted, partials } = await sent(...answers)
    expect({ posted, partials }).toEqual({ posted: ['b'], partials: [[2, 4, 'rate_limited']] })
  })

  test('are not sent again after one of which nobody knows', async () => {
    const { posted, partials } = await sent(new SwitchboardError('unavailable', 'Away.', { retryable: true }))
    expect({ posted, partials }).toEqual({ posted: [], partials: [[1, 4, 'unavailable']] })
  })
})
