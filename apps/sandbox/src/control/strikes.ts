import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, Next } from 'hono'
import { revokeAccount } from '../google/token'
import { requestSchema } from '../openai/chat'
import { reply } from '../openai/reply'
import type { Grant, Store } from '../state/store'
import type { ActiveFault } from './fault'
import type { FaultKindName } from './fault-kinds'

export type FaultContext = Context<{ Bindings: HttpBindings }>
type Call = { c: FaultContext; next: Next; fault: ActiveFault; store: Store }
type Strike = {
  /** Whether it strikes this call; all, when left out. */
  concerns?: (c: FaultContext, store: Store) => boolean | Promise<boolean>
  strike: (call: Call) => Promise<Response | void>
}

const isOfCalendar = (c: FaultContext) => c.req.path.startsWith('/calendar/')
/** Slack and Telegram are asked by POST as well, and Notion is searched by it. */
const reads = new RegExp(
  [
    /^\/slack\/api\/(auth\.test|conversations\.|users\.|reactions\.get)/,
    /^\/bot-api\/bot[^/]+\/get/,
    /^\/notion\/.*\/(search|query)$/,
  ]
    .map(({ source }) => source)
    .join('|'),
)
const isChange = (c: FaultContext) => c.req.method !== 'GET' && !reads.test(c.req.path)

/** How each fault is done. Those of tokens, consent and history are brought about, and the stand-in itself refuses. */
export const strikes: Record<FaultKindName, Strike> = {
  too_many_requests: { strike: async ({ c, fault }) => failure(c, 429, { retryAfter: '30', ...fault }) },
  unavailable: { strike: async ({ c, fault }) => failure(c, fault.status ?? 503, fault) },
  no_answer: {
    strike: async ({ c: { env } }) => {
      if (!env.outgoing.closed) await new Promise((resolve) => env.outgoing.once('close', resolve))
      return RESPONSE_ALREADY_SENT
    },
  },
  slow_body: {
    strike: async ({ c, next, fault }) => {
      await next()
      const body = new Uint8Array(await c.res.arrayBuffer())
      c.res = new Response(trickle(body, (fault.seconds ?? 60) * 1_000), c.res)
    },
  },
  lost_answer: {
    concerns: isChange,
    strike: async ({ c, next }) => {
      await next()
      c.env.outgoing.destroy()
      c.res = RESPONSE_ALREADY_SENT
    },
  },
  expired_token: {
    concerns: (c, store) => accessOf(c, store) !== undefined,
    strike: async ({ c, next, store }) => {
      const access = accessOf(c, store)
      if (access) access.expiresAt = 0
      store.save()
      await next()
    },
  },
  withdrawn_consent: {
    concerns: async (c, store) => (await grantOf(c, store)) !== undefined,
    strike: async ({ c, next, store }) => {
      const grant = await grantOf(c, store)
      if (grant) revokeAccount(store, grant)
      await next()
    },
  },
  expired_history: {
    concerns: async (c, store) =>
      (!isOfCalendar(c) || c.req.query('syncToken') !== undefined) && (await grantOf(c, store)) !== undefined,
    strike: async ({ c, next, store }) => {
      const grant = await grantOf(c, store)
      if (grant && isOfCalendar(c)) store.calendar(grant.email).expireTokens()
      else if (grant) store.mailbox(grant.email).expireHistory()
      await next()
    },
  },
  invalid_json: {
    concerns: isChange,
    strike: async ({ c }) => {
      const request = requestSchema.parse(await c.req.json())
      const [tool] = request.tools
      // To an agent: a call whose input is cut off.
      const calls = tool ? [{ name: tool.function.name, input: '{"title": "Sure! Here' }] : []
      return reply(request, { content: tool ? null : 'Sure! Here is the {JSON', calls })
    },
  },
  refusal: {
    concerns: isChange,
    strike: async ({ c }) =>
      reply(requestSchema.parse(await c.req.json()), { content: null, refusal: 'I cannot help with that.' }),
  },
  answer: {
    strike: async ({ c, next, fault }) => {
      if (fault.delayMs) await pause(fault.delayMs)
      if (fault.status === undefined && fault.body === undefined) return next()
      return failure(c, fault.status ?? 200, fault)
    },
  },
}

const reasons: Record<number, string> = { 403: 'PERMISSION_DENIED', 429: 'RESOURCE_EXHAUSTED', 503: 'UNAVAILABLE' }

const notionCodes: Record<number, string> = {
  429: 'rate_limited',
  500: 'internal_server_error',
  503: 'service_unavailable',
}
const slackCodes: Record<number, string> = { 429: 'ratelimited', 500: 'internal_error', 503: 'service_unavailable' }
const message = 'A fault of the sandbox.'

/** In the form of errors that the service's client reads. */
function failure(
  c: FaultContext,
  status: number,
  { body, retryAfter }: Pick<ActiveFault, 'body' | 'retryAfter'>,
): Response {
  const headers = { 'content-type': 'application/json', ...(retryAfter ? { 'retry-after': retryAfter } : {}) }
  return new Response(body ?? JSON.stringify(errorOf(c.req.path, status, retryAfter)), { status, headers })
}

function errorOf(path: string, status: number, retryAfter: string | undefined): object {
  if (path.startsWith('/notion/'))
    return { object: 'error', status, code: notionCodes[status] ?? 'validation_error', message }
  if (path.startsWith('/slack/')) return { ok: false, error: slackCodes[status] ?? 'fatal_error' }
  if (path.startsWith('/bot-api/')) {
    // Telegram says the seconds in its answer.
    const seconds = Number(retryAfter)
    const parameters = status === 429 && seconds ? { parameters: { retry_after: seconds } } : {}
    return { ok: false, error_code: status, description: message, ...parameters }
  }
  return { error: { code: status, message, errors: [], status: reasons[status] ?? 'INTERNAL' } }
}

const accessOf = (c: FaultContext, store: Store) =>
  store.data.access[c.req.header('authorization')?.replace(/^Bearer /, '') ?? '']

/** Whose access the call uses: by its access token, or by the refresh token that it shows. */
async function grantOf(c: FaultContext, store: Store): Promise<Grant | undefined> {
  const refreshToken = isChange(c) && !accessOf(c, store) ? (await c.req.parseBody()).refresh_token : undefined
  const grantId = (accessOf(c, store) ?? store.data.refresh[String(refreshToken)])?.grantId
  return store.data.grants.find(({ id, revoked }) => id === grantId && !revoked)
}

const piecesPerSecond = 10

function trickle(body: Uint8Array<ArrayBuffer>, durationMs: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = Math.max(1, Math.min(body.length, (durationMs / 1_000) * piecesPerSecond))
  const size = Math.ceil(body.length / pieces)
  let sent = 0
  return new ReadableStream({
    async pull(controller) {
      if (sent > 0) await pause(durationMs / pieces)
      controller.enqueue(body.slice(sent, sent + size))
      sent += size
      if (sent >= body.length) controller.close()
    },
  })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref())
