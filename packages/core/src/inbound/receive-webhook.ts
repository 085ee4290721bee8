import { OverfullError, type InboundCall, type InboundLedger } from '@switchboard/db/inbound-ledger'
import { watchSecrets } from '../connections/watch-secrets'
import type { Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import { inTime } from '../in-time'
import type { ReceivedEvent, VerifiedCall, WebhookReceiver } from '../ports/webhook'
import { noApps, type WebhookApps } from '../provider-apps/webhook-apps'
import type { ProviderId } from '../provider-ids'
import { readBounded } from '../read-bounded'
import { testCallPath, testEventOf } from '../test-items/test-call'
import { type InboundGate, openGate } from './inbound-gate'
import { sealSecret } from './event-secrets'
import { createLookUps } from './look-ups'
import { webhooksPath } from './webhooks-path'
import { noCredentials, type WebhookCredentials } from './webhook-credentials'

/** `lookUpMs`: for what the database is asked before a call is stored; providers wait for three seconds. */
const usualLimits = { mostBytes: 1_048_576, timeoutMs: 10_000, lookUpMs: 2_500 }
/** What providers are asked to wait before they send again what could not be taken now. Few of them read it. */
const retryAfterSeconds = 5

/** `credentials`: secrets of connections. `apps`: the teams' own. `gate`: the switch for all, and what is counted. */
type ReceiverParts = {
  credentials?: WebhookCredentials
  apps?: WebhookApps
  gate?: InboundGate
  limits?: Partial<typeof usualLimits>
}

/**
 * Makes the function that answers every provider's calls, wherever it is mounted. A call is verified before anything of it is
 * believed, stored once together with its job, and answered with 200 only then. Whatever is refused is not stored: 401 not by the
 * provider, 400 not in its form, 404 nobody listens there or integrations are switched off, 405 not sent, 408 too slow, 413 too large,
 * 503 with Retry-After: send it again. `address`: where a call comes from, whose refused calls are counted.
 */
export function createWebhookReceiver(
  ctx: Pick<Context, 'providers' | 'cipher' | 'clock' | 'logger'>,
  ledger: Pick<InboundLedger, 'add'>,
  { credentials = noCredentials, apps = noApps, gate = openGate, limits: given = {} }: ReceiverParts = {},
): (request: Request, address?: string) => Promise<Response> {
  const limits = { ...usualLimits, ...given }
  const soon = <T>(lookUp: Promise<T>) => inTime(lookUp, limits.lookUpMs, lookUpLate)
  const receivers = receiversOf(ctx.providers)
  const { lookUp, refused } = createLookUps(ctx)

  return async (request, address = 'unknown') => {
    const [path = '', ...rest] = partsOf(request.url)
    const found = receivers.get(path)
    if (!found && path !== testCallPath) return answer(404, 'Nobody listens here.')
    if (request.method !== 'POST') return answer(405, 'Send a POST request.')
    const isOpen = await soon(gate.isOpen()).catch(() => null)
    if (isOpen === null) return notNow('The event cannot be stored now. Send it again.')
    if (!isOpen) return answer(404, 'Integrations are switched off.')
    const body = await readBounded(request, limits).catch(() => null)
    if (body === null) return answer(400, 'The body did not come whole.')
    if (body === 'too large') return answer(413, `Send at most ${limits.mostBytes.toLocaleString('en')} bytes.`)
    if (body === 'too slow') return answer(408, 'The body came too slowly.')
    if (!found) return receiveTest(body)
    const { id, receiver } = found
    /** The team's app that the call says it comes from. */
    let askedApp: string | null = null
    try {
      const verified = await receiver.verify({
        rest,
        headers: request.headers,
        body,
        now: ctx.clock.now(),
        credentialOf: (connectionId) => soon(lookUp(address, () => credentials(id, connectionId))),
        secretsOf: (connectionId) => watchSecrets(ctx, connectionId),
        appKeysOf: (appId) => {
          askedApp = appId
          return soon(lookUp(address, () => apps.keysOf(id, appId)))
        },
      })
      if (askedApp !== null) apps.note(askedApp, 'taken')
      if (verified.kind === 'handshake') {
        // Nobody has proved anything: who repeats it waits in line, as who guesses does.
        refused(address)
        await soon(lookUp(address, () => gate.keepOffered(id, verified.secret)))
        return taken()
      }
      return await settle(id, verified)
    } catch (error) {
      if (isSwitchboardError(error, 'unauthorized', 'not_found')) refused(address)
      if (isSwitchboardError(error, 'unauthorized')) {
        gate.refused(id, error.message)
        if (askedApp !== null) apps.note(askedApp, 'refused')
      }
      if (isSwitchboardError(error)) return refusal(error)
      // Who sends has to look nothing up, we may have to: the database is away.
      ctx.logger.error({ err: error, provider: id }, 'a webhook call could not be verified')
      return notNow('The call could not be verified. Send it again.')
    }
  }

  /** A test item comes on the way of every call, and is signed by ourselves. */
  async function receiveTest(body: Uint8Array): Promise<Response> {
    const call = await gate.readTestCall(Buffer.from(body).toString('utf8'))
    return call ? store(testEventOf(call)) : answer(401, 'This call is not signed by this installation.')
  }

  async function settle(id: ProviderId, verified: Exclude<VerifiedCall, { kind: 'handshake' }>): Promise<Response> {
    if (verified.kind === 'answer')
      return new Response(verified.body, { headers: { 'content-type': verified.contentType } })
    if (!isStorable(verified.event)) return answer(400, 'The event’s id cannot be stored.')
    return store({ provider: id, ...verified.event })
  }

  async function store({ secret, ...event }: ReceivedEvent & { provider: InboundCall['provider'] }): Promise<Response> {
    try {
      const sealed = secret === undefined ? null : await sealSecret(ctx, event, secret)
      await ledger.add({ ...event, sealed, receivedAt: ctx.clock.now() })
    } catch (error) {
      if (!(error instanceof OverfullError))
        ctx.logger.error({ err: error, provider: event.provider }, 'an event was not stored')
      return notNow('The event could not be stored. Send it again.')
    }
    return taken()
  }
}

function receiversOf(providers: Context['providers']) {
  const receivers = new Map<string, { id: ProviderId; receiver: WebhookReceiver }>()
  for (const entry of Object.values(providers)) {
    const { id, webhook: receiver } = entry?.provider ?? {}
    if (id && receiver) receivers.set(receiver.path, { id, receiver })
  }
  return receivers
}

/** What stands behind our path; empty for an address that is not below it. */
function partsOf(url: string): string[] {
  const { pathname } = new URL(url)
  return pathname.startsWith(webhooksPath) ? pathname.slice(webhooksPath.length).split('/') : []
}

const mostNameBytes = 800

/** PostgreSQL's text holds no NUL, and its index no more than 2,704 bytes of account and id together. */
const isStorable = ({ account, eventId, orderKey }: ReceivedEvent) =>
  [account, eventId, orderKey ?? ''].every((name) => Buffer.byteLength(name) <= mostNameBytes && !name.includes('\0'))

/** The length is said, so that the answer is one packet and not in chunks. */
const taken = () => new Response(null, { status: 200, headers: { 'content-length': '0' } })
const answer = (status: number, error: string) => Response.json({ error }, { status })
const notNow = (error: string) =>
  Response.json({ error }, { status: 503, headers: { 'retry-after': String(retryAfterSeconds) } })

/** A database that hangs is away. */
const lookUpLate = (): never => {
  throw new SwitchboardError('unavailable', 'Nothing can be looked up now. Send it again.', { retryable: true })
}

function refusal(error: SwitchboardError): Response {
  switch (error.code) {
    case 'unauthorized':
      return answer(401, error.message)
    case 'not_found':
      return answer(404, error.message)
    case 'invalid_input':
      return answer(400, error.message)
    default:
      return notNow(error.message)
  }
}
