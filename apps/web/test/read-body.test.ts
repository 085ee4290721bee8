import { expect, test } from 'vitest'
import { readBody } from '../src/server/read-body'

/** A request whose body comes in parts, without a word on how long it is. */
function chunked(parts: string[]) {
  const sent: string[] = []
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const part = parts[sent.length]
        if (part === undefined) return controller.close()
        sent.push(part)
        controller.enqueue(new TextEncoder().encode(part))
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body, duplex: 'half' }
  return { request: new Request('http://localhost:3000/api/trpc/task.update?batch=1', init), sent }
}

test('A body that fits is passed on whole', async () => {
  const { request } = chunked(['{"title":', '"Räd"', '}'])
  const whole = await readBody(request, 16)
  if (!(whole instanceof Request)) throw new Error('It was refused.')
  expect(whole).toMatchObject({ method: 'POST', url: request.url })
  expect(whole.headers.get('content-type')).toBe('application/json')
  expect(await whole.json()).toEqual({ title: 'Räd' })
})

test('A body that grows too long is refused and not read to its end', async () => {
  const { request, sent } = chunked(['12345678', '12345678', '1', '2', '3'])
  expect(await readBody(request, 16)).toMatchObject({ status: 413 })
  expect(sent).toHaveLength(3)
})

test('A request without a body is passed on as it is', async () => {
  const request = new Request('http://localhost:3000/api/trpc/task.list')
  expect(await readBody(request, 16)).toBe(request)
})
