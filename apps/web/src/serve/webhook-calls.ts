import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { webhooksPath } from '@switchboard/core/inbound/webhooks-path'
import { answerHeaders } from '../server/answer-headers'
import { callerOf } from '../server/caller'
import { composition } from '../server/composition'

// Next shares the process and needs Node's own Request and Response.
const answer = getRequestListener((request) => composition().receiveWebhook(request, callerOf(request)), {
  overrideGlobalObjects: false,
})

/** Answers providers' webhook calls, which Next's way to its route handler would cost more than storing them; null: Next has the answer. */
export function webhookCalls(request: IncomingMessage, response: ServerResponse): Promise<void> | null {
  if (!request.url?.startsWith(webhooksPath)) return null
  for (const [name, value] of Object.entries(answerHeaders)) response.setHeader(name, value)
  return answer(request, response)
}
