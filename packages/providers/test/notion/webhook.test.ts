import { createHmac, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSwitchboardError } from '@switchboard/core/errors'
import { notionWebhook } from '@switchboard/providers/notion/webhook'
import { createProviders } from '@switchboard/providers/registry'
import { describeWebhook } from '@switchboard/testing/describe-provider'
import { fakeClock } from '@switchboard/testing'
import { providerAt } from './notion-world'

const clock = fakeClock()
const token = 'secret_of-the-subscription'
const webhook = notionWebhook({ webhookToken: token })
const waiting = notionWebhook({ webhookToken: null })
const workspace = '13950b26-c203-4f3b-b97d-93ec06319565'
const page = '0ef104cd-477e-80e1-8571-cfd10e92339a'
const [ada, ben] = ['556a1abf-4f08-40c6-878a-75890d2a88ba', 'c7c11cca-1d73-471d-9b6e-bdef51470190']
const surroundings = {
  now: clock.now(),
  credentialOf: async () => null,
  secretsOf: () => [],
  appKeysOf: async () => null,
}

const event = (more: object = {}) => ({
  id: randomUUID(),
  timestamp: '2026-11-22T08:00:00.000Z',
  workspace_id: workspace,
  type: 'page.content_updated',
  accessible_by: [
    { id: ada, type: 'person' },
    { id: randomUUID(), type: 'bot' },
    { id: ben, type: 'person' },
    { id: ada, type: 'person' },
  ],
  attempt_number: 1,
  entity: { id: page, type: 'page' },
  data: { parent: { id: workspace, type: 'space' } },
  ...more,
})
const comment = (more: object = {}) =>
  event({ type: 'comment.created', entity: { id: randomUUID(), type: 'comment' }, data: { page_id: page }, ...more })

const sign = (body: string, by = token) => `sha256=${createHmac('sha256', by).update(body).digest('hex')}`
type Call = { signature?: string | null; to?: typeof webhook; rest?: string[] }
const post = (body: string, { signature = sign(body), to = webhook, rest = [] }: Call = {}) =>
  to.verify({
    ...surroundings,
    rest,
    headers: new Headers(signature === null ? {} : { 'x-notion-signature': signature }),
    body: Buffer.from(body),
  })
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => (isSwitchboardError(error) ? error.code : Promise.reject(error)),
  )
const readBack = (told: unknown) =>
  webhook.read({ account: workspace, body: Buffer.from(JSON.stringify(told)), headers: {} })

describeWebhook('Notion', () => {
  const { notion } = createProviders(
    {
      GOOGLE_OAUTH_URL: 'https://accounts.google.com',
      PUBLIC_URL: 'http://localhost:3000',
      NOTION_CLIENT_ID: 'client',
      NOTION_CLIENT_SECRET: 'secret',
      NOTION_WEBHOOK_TOKEN: token,
    },
    clock,
  )
  if (!notion?.provider) throw new Error('Notion is not configured.')
  return {
    provider: notion.provider,
    async send() {
      const body = JSON.stringify(event())
      return { rest: [], headers: { 'x-notion-signature': sign(body) }, body: Buffer.from(body) }
    },
    proof: 'x-notion-signature',
    surroundings,
  }
})

test('an event is named by its id, the same in each attempt; those of a page stay in order', async () => {
  const first = comment()
  const called = (one: object) => post(JSON.stringify(one))
  const order = `notion:${workspace}:${page}`
  const named = { account: workspace, eventId: first.id, orderKey: order, headers: {} }
  expect(await called(first)).toMatchObject({ kind: 'event', event: named })
  expect(await called({ ...first, attempt_number: 2 })).toMatchObject({ kind: 'event', event: named })
  expect(await called(event())).toMatchObject({ event: { orderKey: order } })
  expect(await called(event({ type: 'data_source.schema_updated' }))).toMatchObject({ event: { orderKey: null } })
  expect(await called(event({ entity: { id: 'x'.repeat(200) } }))).toMatchObject({ event: { orderKey: null } })
})

test('what was signed otherwise, or changed on its way, is refused', async () => {
  const body = JSON.stringify(event())
  for (const signature of [null, '', sign(body, 'other'), sign(`${body} `), sign(body).slice(7)])
    expect(await refusal(post(body, { signature }))).toBe('unauthorized')
})

describe('what it tells', () => {
  const of = (person: string) => ({ kind: 'items', accountId: `${workspace}:${person}`, news: { page } })

  test.each(['created', 'content_updated', 'properties_updated', 'moved', 'deleted', 'undeleted'])(
    'page.%s: each person who sees the page, once',
    (what) => expect(readBack(event({ type: `page.${what}` }))).toEqual([of(ada), of(ben)]),
  )

  test.each(['created', 'updated', 'deleted'])('comment.%s: the same, of the page that it stands below', (what) =>
    expect(readBack(comment({ type: `comment.${what}` }))).toEqual([of(ada), of(ben)]),
  )

  test.each(['page.locked', 'database.created', 'data_source.schema_updated', 'file_upload.completed', 'view.created'])(
    '%s asks for nothing',
    (type) => expect(readBack(event({ type }))).toEqual([]),
  )

  test('without anybody who sees it, nobody is told', () => {
    expect(readBack(event({ accessible_by: [] }))).toEqual([])
    expect(readBack(event({ accessible_by: undefined }))).toEqual([])
  })

  test.each<[string, object]>([
    ['a page whose id leads elsewhere', event({ entity: { id: '../../users/me' } })],
    ['a comment below nothing', comment({ data: {} })],
    ['nothing at all', { id: 'one', workspace_id: workspace }],
  ])('%s is not understood', (_, told) => {
    expect(() => readBack(told)).toThrow(expect.objectContaining({ code: 'invalid_response' }))
  })
})

describe('the handshake', () => {
  const offered = 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl'
  const handshake = JSON.stringify({ verification_token: offered })

  test('without a token in force, its token is handed on', async () => {
    expect(await post(handshake, { signature: null, to: waiting })).toEqual({ kind: 'handshake', secret: offered })
    expect(await post(handshake, { signature: sign(handshake, offered), to: waiting })).toMatchObject({
      kind: 'handshake',
    })
  })

  test('with one, another subscription’s is refused, and its own is answered', async () => {
    expect(await refusal(post(handshake, { signature: null }))).toBe('unauthorized')
    expect(await refusal(post(handshake, { signature: sign(handshake, offered) }))).toBe('unauthorized')
    expect(await post(handshake)).toMatchObject({ kind: 'answer', body: '' })
  })

  test.each(['short', 'a token with blanks', 'x'.repeat(201), 'tökens-of-letters'])(
    '“%s” is no token',
    async (text) => {
      const body = JSON.stringify({ verification_token: text })
      expect(await refusal(post(body, { signature: null, to: waiting }))).toBe('not_found')
    },
  )

  test('without a token no event is believed, however it is signed', async () => {
    const body = JSON.stringify(event())
    for (const by of ['', 'null', 'undefined', token])
      expect(await refusal(post(body, { signature: sign(body, by || 'x'), to: waiting }))).toBe('not_found')
  })

  test('an installation without a token says so', () => {
    const { pushObstacle } = providerAt('http://localhost:9', clock, null)
    expect(pushObstacle).toMatch(/webhooks/)
    expect(providerAt('http://localhost:9', clock).pushObstacle).toBeUndefined()
  })
})

test('whatever is signed or offered is taken, understood or refused by a code of ours', async () => {
  const odd = fc.oneof(fc.jsonValue(), fc.string(), fc.constantFrom(event(), comment()))
  const mangled = fc
    .tuple(fc.constantFrom(event(), comment()), fc.dictionary(fc.constantFrom(...Object.keys(event())), odd))
    .map(([one, changes]) => ({ ...one, ...changes }))
  await fc.assert(
    fc.asyncProperty(fc.oneof(odd, mangled), fc.constantFrom(webhook, waiting), async (told, to) => {
      const body = JSON.stringify(told)
      const call = await post(body, { to }).catch((error: unknown) => error)
      if (call instanceof Error) {
        expect(isSwitchboardError(call, 'invalid_input', 'not_found')).toBe(true)
        return
      }
      try {
        for (const signal of readBack(told)) expect(signal.kind).toBe('items')
      } catch (error) {
        expect(isSwitchboardError(error, 'invalid_response')).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})
