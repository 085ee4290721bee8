import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import type { gmail_v1 } from 'googleapis/build/src/apis/gmail'

type Adapter = NonNullable<gmail_v1.Options['adapter']>
type Request = Parameters<Adapter>[0]

/**
 * Sends what Google's client asks for with Node's own HTTP: the fetch that it brings along takes more than twice the processor time,
 * and a first sync makes a request for every mail. Redirects are not followed; an API of Google's makes none.
 */
export const sendByNode: Adapter = async (request, byFetch) => {
  if (request.body !== undefined && typeof request.body !== 'string') return byFetch(request)
  try {
    const answer = await send(request, request.body)
    const said = await text(answer.headers['content-encoding'] === 'gzip' ? unzipped(answer) : answer)
    const { statusCode: status = 0 } = answer
    const failed = status >= 400
    const head = new Response(failed ? said : null, { status, headers: headersOf(answer) })
    // The client's errors keep only what they know to have been read.
    if (failed) await head.text()
    return Object.assign(head, { config: request, data: parsed(said) })
  } catch (error) {
    // A connection that breaks because nobody waits any more says only that it broke.
    throw request.signal?.aborted ? request.signal.reason : error
  }
}

const send = (request: Request, body: string | undefined) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const { url, headers, signal, agent } = request
    const { request: open } = url.protocol === 'https:' ? https : http
    open(url, {
      method: request.method,
      headers: Object.fromEntries(headers),
      agent: typeof agent === 'function' ? agent(url) : agent,
      signal: signal ?? undefined,
    })
      .once('response', resolve)
      .on('error', reject)
      .end(body)
  })

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
