// A model that talks as fast as it is told to, in instants: each word is when it was sent, in milliseconds. Asked what is worth remembering, it finds
// nothing, at once. Arguments: a port, words a second, words.
import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { stamp } from './stamp'

const [, , port = '', perSecond = '', words = ''] = process.argv
const betweenMs = 1_000 / Number(perSecond)

/** What is to be answered in a form is no talk. */
const requestSchema = z.object({ response_format: z.unknown().optional() })

async function talk(response: ServerResponse, isTalk: boolean): Promise<void> {
  const about = { id: randomUUID(), object: 'chat.completion.chunk', created: 0, model: 'stamps' }
  const send = (delta: object, finish: string | null = null) =>
    response.write(`data: ${JSON.stringify({ ...about, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const startedAt = performance.now()
  if (!isTalk) send({ content: '{"facts":[]}' })
  for (let word = 0; isTalk && word < Number(words) && !response.destroyed; word++) {
    send({ content: `${stamp()} ` })
    // Not from word to word: what a pause takes too long would add up.
    await pause(Math.max(0, startedAt + (word + 1) * betweenMs - performance.now()))
  }
  send({}, 'stop')
  const usage = { prompt_tokens: 1, completion_tokens: Number(words), total_tokens: Number(words) + 1 }
  response.end(`data: ${JSON.stringify({ ...about, choices: [], usage })}\n\ndata: [DONE]\n\n`)
}

createServer((request, response) => {
  void json(request).then((body) => talk(response, requestSchema.parse(body).response_format === undefined))
}).listen(Number(port), () => console.log('ready'))
