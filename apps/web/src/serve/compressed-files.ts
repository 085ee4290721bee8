import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import Negotiator from 'negotiator'
import { answerHeaders } from '../server/answer-headers'

const urlOfFolder = '/_next/static/'
const ending = '.br'

const types: Record<string, string> = {
  '.css': 'text/css; charset=UTF-8',
  '.js': 'application/javascript; charset=UTF-8',
  '.json': 'application/json; charset=UTF-8',
  '.svg': 'image/svg+xml',
}

type CompressedFile = { body: Buffer; headers: Record<string, string> }

/**
 * Answers requests for built files that the build has compressed with brotli; returns false where it has not, or where the
 * asker does not take brotli: then Next has the answer. The files are few and small and their names change with their
 * content, so they are read once, and no name that somebody sends is ever looked for on the disk.
 */
export function compressedFiles(folder: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => read(folder, name)),
  )
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const file = files.get(request.url?.split('?', 1)[0] ?? '')
    if (!file || new Negotiator(request).encoding(['br']) !== 'br') return false
    const isKnown = request.headers['if-none-match'] === file.headers['ETag']
    response.writeHead(isKnown ? 304 : 200, file.headers)
    response.end(isKnown || request.method === 'HEAD' ? undefined : file.body)
    return true
  }
}

function read(folder: string, name: string): [string, CompressedFile][] {
  const type = types[path.extname(path.basename(name, ending))]
  if (!name.endsWith(ending) || !type) return []
  const body = readFileSync(path.join(folder, name))
  const headers = {
    ...answerHeaders,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Content-Encoding': 'br',
    'Content-Length': String(body.length),
    'Content-Type': type,
    ETag: `"${createHash('sha256').update(body).digest('base64url')}"`,
    Vary: 'Accept-Encoding',
  }
  return [[urlOfFolder + name.slice(0, -ending.length).replaceAll(path.sep, '/'), { body, headers }]]
}
