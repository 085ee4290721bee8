import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { incomingMessageToRequest } from '@trpc/server/adapters/node-http'
import Negotiator from 'negotiator'
import { answerCalls } from '../server/answer-calls'
import { answerHeaders } from '../server/answer-headers'

const urlOfProcedures = '/api/trpc/'
/** Shorter answers fit into one packet as they are. */
const leastBytes = 1_024
const zipped = promisify(gzip)

/** Answers calls of procedures; returns null when the request is for something else: then Next has the answer. */
export function procedureCalls(request: IncomingMessage, response: ServerResponse): Promise<void> | null {
  const isCall = request.url?.startsWith(urlOfProcedures) && (request.method === 'GET' || request.method === 'POST')
  return isCall ? answer(request, response) : null
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A body is measured while it is read, here as behind Next.
  const answered = await answerCalls(incomingMessageToRequest(request, response, { maxBodySize: null }))
  const body = Buffer.from(await answered.arrayBuffer())
  const isZipped = body.length >= leastBytes && new Negotiator(request).encoding(['gzip', 'identity']) === 'gzip'
  const sent = isZipped ? await zipped(body) : body
  response.writeHead(answered.status, {
    ...answerHeaders,
    ...Object.fromEntries(answered.headers),
    vary: 'Accept-Encoding',
    'content-length': sent.length,
    ...(isZipped && { 'content-encoding': 'gzip' }),
  })
  response.end(sent)
}
