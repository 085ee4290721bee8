import { expect, test } from 'vitest'
import { readBounded } from '@switchboard/core/read-bounded'

function stalled(headers: Record<string, string>) {
  const init = { method: 'POST', body: new ReadableStream(), duplex: 'half' as const, headers }
  return new Request('http://localhost/', init)
}

test.each<Record<string, string>>([{}, { 'content-length': '5' }])(
  'a body that does not come is not waited for, with the headers %o',
  async (headers) => {
    expect(await readBounded(stalled(headers), { mostBytes: 10, timeoutMs: 20 })).toBe('too slow')
  },
)

test('a request without a body has an empty one', async () => {
  expect(await readBounded(new Request('http://localhost/'), { mostBytes: 10, timeoutMs: 20 })).toEqual(
    new Uint8Array(),
  )
})
