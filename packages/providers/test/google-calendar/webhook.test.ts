import { describe, expect, test } from 'vitest'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { watchSecrets } from '@switchboard/core/connections/watch-secrets'
import type { InboundCall } from '@switchboard/db/inbound-ledger'
import { createProviders } from '@switchboard/providers/registry'
import { collectingLogger, fakeClock } from '@switchboard/testing'
import { describeWebhook } from '@switchboard/testing/describe-provider'
import { variablesOf } from '../google/google-person'

const [connectionId, another] = ['0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000', '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001']
const channelId = `${connectionId}_abcdefghijklmnop`
const keyOf = (id: string, fill: number) => `${id}:${Buffer.alloc(32, fill).toString('base64')}`
const cipher = createTokenCipher(keyOf('k1', 7))
const clock = fakeClock()
const providers = createProviders(variablesOf('http://localhost:9'), clock)
const provider = providers.google_calendar?.provider
if (!provider?.webhook) throw new Error('Google Calendar is not configured.')
const [token = ''] = watchSecrets({ cipher }, connectionId)

let number = 1
const notice = (more: Record<string, string> = {}) => ({
  'x-goog-channel-id': channelId,
  'x-goog-channel-token': token,
  'x-goog-resource-id': 'r',
  'x-goog-resource-state': 'exists',
  'x-goog-message-number': String((number += 7)),
  ...more,
})

describeWebhook('Google Calendar', () => ({
  provider,
  send: async () => ({ rest: [], headers: notice(), body: new Uint8Array() }),
  proof: 'x-goog-channel-token',
  surroundings: {
    now: clock.now(),
    credentialOf: async () => null,
    secretsOf: (id) => watchSecrets({ cipher }, id),
  },
}))

describe('a notice of a calendar', () => {
  async function post(headers: Record<string, string>, { by = cipher, path = '', body = '' } = {}) {
    const stored: InboundCall[] = []
    const ledger = {
      add: async (call: InboundCall) => {
        stored.push(call)
        return { isNew: true }
      },
    }
    const receive = createWebhookReceiver({ providers, cipher: by, clock, logger: collectingLogger() }, ledger)
    const address = `http://localhost:3000/api/webhooks/google-calendar${path}`
    const response = await receive(new Request(address, { method: 'POST', headers, body }))
    return { status: response.status, stored }
  }

  test('is stored by its channel and its number, and without the token', async () => {
    const headers = notice()
    const { status, stored } = await post(headers)
    expect(status).toBe(200)
    expect(stored).toMatchObject([
      {
        provider: 'google_calendar',
        account: channelId,
        eventId: headers['x-goog-message-number'],
        headers: { 'x-goog-resource-state': 'exists' },
      },
    ])
    expect(provider?.webhook?.read({ account: channelId, body: new Uint8Array(), headers: {} })).toEqual([
      { kind: 'changed', connectionId },
    ])
  })

  test('that says that the channel stands is answered and not stored', async () => {
    const sync = { 'x-goog-resource-state': 'sync', 'x-goog-message-number': '1' }
    expect(await post(notice(sync))).toEqual({ status: 200, stored: [] })
  })

  test('is taken with the secret of a key before, and with the one that takes its place', async () => {
    const rotated = createTokenCipher(`${keyOf('k2', 8)},${keyOf('k1', 7)}`)
    expect(await post(notice(), { by: rotated })).toMatchObject({ status: 200 })
    const [fresh = ''] = watchSecrets({ cipher: rotated }, connectionId)
    expect(await post(notice({ 'x-goog-channel-token': fresh }), { by: rotated })).toMatchObject({ status: 200 })
    expect(await post(notice({ 'x-goog-channel-token': fresh }))).toEqual({ status: 401, stored: [] })
  })

  test.each<[string, Record<string, string>, number]>([
    ['the token of another connection', { 'x-goog-channel-id': `${another}_abcdefghijklmnop` }, 401],
    ['no token', { 'x-goog-channel-token': '' }, 401],
    ['a channel that is none of ours', { 'x-goog-channel-id': 'ours?' }, 401],
    ['a channel without what tells it apart', { 'x-goog-channel-id': connectionId }, 401],
    ['an id that is no connection’s', { 'x-goog-channel-id': `${'f'.repeat(36)}_a` }, 401],
    ['a state that nobody knows', { 'x-goog-resource-state': 'maybe' }, 400],
    ['a number that is none', { 'x-goog-message-number': '1e3' }, 400],
    ['a number without end', { 'x-goog-message-number': '9'.repeat(400) }, 400],
  ])('with %s is refused, and nothing of it stored', async (_, headers, status) => {
    expect(await post(notice(headers))).toEqual({ status, stored: [] })
  })

  test('elsewhere, or with more than a megabyte, is refused', async () => {
    expect(await post(notice(), { path: '/extra' })).toEqual({ status: 404, stored: [] })
    expect(await post(notice(), { body: 'x'.repeat(1_048_577) })).toEqual({ status: 413, stored: [] })
  })
})
