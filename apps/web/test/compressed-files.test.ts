import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as ask, type IncomingHttpHeaders, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compressedFiles } from '../src/serve/compressed-files'

const script = 'console.log("a script")\n'.repeat(100)
const leftToNext = 418
let folder: string
let server: Server
let port: number

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'static-'))
  mkdirSync(path.join(folder, 'static/chunks'), { recursive: true })
  const put = (name: string, content: string | Buffer) => writeFileSync(path.join(folder, name), content)
  put('static/chunks/a.js', script)
  put('static/chunks/a.js.br', brotliCompressSync(script))
  put('static/chunks/small.js', 'small')
  put('secret.js.br', brotliCompressSync('secret'))
  const isAnswered = compressedFiles(path.join(folder, 'static'))
  server = createServer((request, response) => {
    if (!isAnswered(request, response)) response.writeHead(leftToNext).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('No port.')
  port = address.port
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

type Answer = { status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }

/** As written: fetch would tidy the path and decompress the body. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    ask({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      buffer(response).then((body) => resolve({ status: response.statusCode, headers: response.headers, body }), reject)
    })
      .once('error', reject)
      .end()
  })
}

const file = '/_next/static/chunks/a.js'
const browser = { 'accept-encoding': 'gzip, deflate, br, zstd' }

test('A browser that takes brotli gets the compressed file, to keep for good', async () => {
  const answer = await get(`${file}?dpl=1`, browser)
  expect(answer.status).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=UTF-8',
    'content-length': String(answer.body.length),
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  expect(brotliDecompressSync(answer.body).toString()).toBe(script)
})

test.each([[{}], [{ 'accept-encoding': 'gzip, deflate' }], [{ 'accept-encoding': 'gzip, br;q=0' }]])(
  'Whoever does not take brotli is left to Next: %j',
  async (headers) => {
    expect((await get(file, headers)).status).toBe(leftToNext)
  },
)

test.each([
  ['a file that is not there', '/_next/static/chunks/gone.js'],
  ['a file that was too small', '/_next/static/chunks/small.js'],
  ['the same name in another place', '/chunks/a.js'],
  ['the folder', '/_next/static/'],
  ['a way out of the folder', '/_next/static/../secret.js'],
  ['an encoded way out of the folder', '/_next/static/%2e%2e%2fsecret.js'],
  ['a name that every object has', '/_next/static/constructor'],
])('Left to Next: %s', async (_what, address) => {
  expect((await get(address, browser)).status).toBe(leftToNext)
})

test('Who asks for the head gets no body, and who knows the file already is told so', async () => {
  const head = await get(file, browser, 'HEAD')
  expect(head).toMatchObject({ status: 200, headers: { 'content-encoding': 'br' } })
  expect(head.body).toHaveLength(0)
  const again = await get(file, { ...browser, 'if-none-match': head.headers.etag ?? '' })
  expect(again.status).toBe(304)
  expect(again.body).toHaveLength(0)
  expect((await get(file, browser, 'POST')).status).toBe(leftToNext)
})
