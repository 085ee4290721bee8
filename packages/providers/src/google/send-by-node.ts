import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream'
import { text } from 'node:stream/consumers'
import { TLSSocket } from 'node:tls'
import { createGunzip } from 'node:zlib'
import type { gmail_v1 } from 'googleapis/build/src/apis/gmail'
import { TransportError } from './transport-error'

type Adapter = NonNullable<gmail_v1.Options['adapter']>
type Request = Parameters<Adapter>[0]

/**
 * Sends what Google's client asks for with Node's own HTTP: the fetch that it brings along takes more than twice the processor time,
 * and a first sync makes a request for every mail. Redirects are not followed; an API of Google's makes none. Whatever keeps the whole
 * answer from coming is a TransportError; an answer may have `maxContentLength` bytes, unpacked.
 */
export const sendByNode: Adapter = async (request, byFetch) => {
  try {
    if (request.body !== undefined && typeof request.body !== 'string') return await byFetch(request)
    const answer = await send(request, request.body)
    const parts = answer.headers['content-encoding'] === 'gzip' ? unzipped(answer) : answer
    const said = await text(atMost(request.maxContentLength ?? Infinity, parts))
    const { statusCode: status = 0 } = answer
    const failed = status >= 400
    const head = new Response(failed ? said : null, { status, headers: headersOf(answer) })
    // The client's errors keep only what they know to have been read.
    if (failed) await head.text()
    return Object.assign(head, { config: request, data: parsed(said) })
  } catch (error) {
    // A connection that breaks because nobody waits any more says only that it broke.
    if (request.signal?.aborted) throw request.signal.reason
    throw error instanceof TransportError ? error : new TransportError('unreachable', codeOf(error))
  }
}

/**
 * A connection that was kept may have been closed at the other end while the request was on its way. What only reads is then sent again,
 * over the next one; this ends with one that is new. A change is left to whoever wants it: not each can be made twice, and most come
 * right after a read, which has met the closed connection in their place.
 */
async function send(request: Request, body: string | undefined): Promise<IncomingMessage> {
  for (;;) {
    const sent = open(request)
    try {
      return await answerTo(sent, body)
    } catch (error) {
      const code = codeOf(error)
      if (request.method === 'GET' && sent.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(code)) continue
      throw isDistrusted(sent, code) ? new TransportError('untrusted', code) : error
    }
  }
}

function open({ url, method, headers, signal, agent }: Request): ClientRequest {
  const { request } = url.protocol === 'https:' ? https : http
  return request(url, {
    method,
    headers: Object.fromEntries(headers),
    agent: typeof agent === 'function' ? agent(url) : agent,
    signal: signal ?? undefined,
  })
}

const answerTo = (sent: ClientRequest, body: string | undefined) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).on('error', reject).end(body)
  })

/** Whether the certificate was refused: the socket then keeps the code of the error. */
const isDistrusted = ({ socket }: ClientRequest, code: string) =>
  socket instanceof TLSSocket && String(socket.authorizationError) === code

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'

async function* atMost(bytes: number, parts: AsyncIterable<Uint8Array>) {
  let length = 0
  for await (const part of parts) {
    length += part.length
    if (length > bytes) throw new TransportError('too_long', `more than ${bytes} bytes`)
    yield part
  }
}

/** Breaks when the answer breaks; who reads it is told. */
const unzipped = (answer: IncomingMessage) => pipeline(answer, createGunzip(), () => undefined)

const headersOf = ({ headersDistinct }: IncomingMessage) =>
  Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  )

/** A proxy between may answer with a page. */
function parsed(said: string) {
  try {
    return JSON.parse(said)
  } catch {
    return said
  }
}
