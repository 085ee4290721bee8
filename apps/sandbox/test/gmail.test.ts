import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Sandbox } from '../src/app'
import { ada, clientOf, readScope, start } from './sandbox-client'

const ben = 'ben@northwind.example'

let sandbox: Sandbox
let client: ReturnType<typeof clientOf>
let token: unknown
beforeAll(async () => {
  sandbox = await start()
  client = clientOf(sandbox)
  token = (await client.exchange(await client.code())).body.access_token
})
afterAll(() => sandbox.close())

const listSchema = z.object({
  messages: z.array(z.object({ id: z.string(), threadId: z.string() })).default([]),
  nextPageToken: z.string().optional(),
  resultSizeEstimate: z.number(),
})
const historySchema = z.object({
  history: z
    .array(
      z.object({
        id: z.string(),
        messagesAdded: z.array(z.unknown()).optional(),
        messagesDeleted: z.array(z.unknown()).optional(),
        labelsAdded: z.array(z.unknown()).optional(),
        labelsRemoved: z.array(z.unknown()).optional(),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
  historyId: z.string(),
})
const get = async (path: string) => (await client.gmail(token, path)).body
const list = async (query: string) => listSchema.parse(await get(`/messages?${query}`))
const deliver = async (subject: string) => {
  const answer = await client.control('/deliver', {
    to: ada,
    from: 'Clara <clara@x.example>',
    subject,
    text: 'Please answer.',
  })
  return z.object({ id: z.string() }).parse(await answer.json()).id
}
const refusal = (code: number, status: string, reason: string) => ({
  status: code,
  body: {
    error: {
      code,
      status,
      message: expect.any(String),
      errors: [{ domain: 'global', reason, message: expect.any(String) }],
    },
  },
})

describe('Gmail as Google answers it', () => {
  test('profile and labels', async () => {
    expect(await get('/profile')).toMatchObject({ emailAddress: ada, historyId: expect.stringMatching(/^\d+$/) })
    expect(await get('/labels')).toMatchObject({
      labels: expect.arrayContaining([
        { id: 'INBOX', name: 'INBOX', type: 'system' },
        { id: 'Label_1', name: 'Clients', type: 'user' },
      ]),
    })
  })

  test('a list comes in pages, each message once, the newest first', async () => {
    const ids: string[] = []
    let page = await list('q=is:unread&maxResults=25')
    for (;;) {
      ids.push(...page.messages.map(({ id }) => id))
      if (!page.nextPageToken) break
      page = await list(`q=is:unread&maxResults=25&pageToken=${page.nextPageToken}`)
    }
    expect(ids.length).toBeGreaterThanOrEqual(60)
    expect(new Set(ids).size).toBe(ids.length)
    expect(page.resultSizeEstimate).toBe(ids.length)
    const times = ids.map((id) => sandbox.store.mailbox(ada).find(id)?.internalDate ?? 0)
    expect(times).toEqual([...times].sort((a, b) => b - a))
  })

  test('an empty list has no messages at all, as with Google', async () => {
    expect(await get('/messages?q=subject:nowhere-to-be-found')).toEqual({ resultSizeEstimate: 0 })
  })

  test.each([
    ['from:corvid', (subject: string) => /invoice|backup/i.test(subject)],
    ['subject:NDA', (subject: string) => subject.includes('NDA')],
    ['is:unread from:greta', (subject: string) => subject.length > 0],
  ])('the search %s', async (query, fits) => {
    const { messages } = await list(`q=${encodeURIComponent(query)}`)
    expect(messages.length).toBeGreaterThan(0)
    for (const { id } of messages) expect(fits(sandbox.store.mailbox(ada).find(id)?.subject ?? '')).toBe(true)
  })

  test('a message raw, full and minimal', async () => {
    const id = await deliver('Three forms')
    const raw = await get(`/messages/${id}?format=raw`)
    expect(Buffer.from(String(raw.raw), 'base64url').toString()).toContain('Subject: Three forms')
    expect(raw).toMatchObject({ id, labelIds: ['INBOX', 'UNREAD'], internalDate: expect.stringMatching(/^\d{13}$/) })
    const full = await get(`/messages/${id}`)
    expect(full).toMatchObject({
      payload: { headers: expect.arrayContaining([{ name: 'Subject', value: 'Three forms' }]) },
    })
    expect(full).not.toHaveProperty('raw')
    expect(await get(`/messages/${id}?format=minimal`)).not.toHaveProperty('payload')
  })

  test('labels change, and doing it twice changes nothing', async () => {
    const id = await deliver('Labels')
    const before = await get('/profile')
    for (let time = 0; time < 2; time++) {
      const { body } = await client.gmail(token, `/messages/${id}/modify`, {
        addLabelIds: ['STARRED'],
        removeLabelIds: ['UNREAD'],
      })
      expect(body).toMatchObject({ id, labelIds: ['INBOX', 'STARRED'] })
    }
    expect(historySchema.parse(await get(`/history?startHistoryId=${String(before.historyId)}`)).history).toHaveLength(
      2,
    )
  })

  test('history tells what came since, by kind and in pages', async () => {
    const { historyId } = await get('/profile')
    const id = await deliver('First')
    await deliver('Second')
    await client.gmail(token, `/messages/${id}/modify`, { removeLabelIds: ['UNREAD'] })
    const since = `/history?startHistoryId=${String(historyId)}`
    const all = historySchema.parse(await get(since))
    expect(all.history.map((record) => Object.keys(record).filter((key) => key !== 'id'))).toEqual([
      ['messagesAdded'],
      ['messagesAdded'],
      ['labelsRemoved'],
    ])
    const added = historySchema.parse(await get(`${since}&historyTypes=messageAdded&maxResults=1`))
    expect(added.history).toHaveLength(1)
    const rest = historySchema.parse(
      await get(`${since}&historyTypes=messageAdded&maxResults=1&pageToken=${added.nextPageToken}`),
    )
    expect(rest).toMatchObject({ history: [{ messagesAdded: expect.any(Array) }] })
    expect(rest.nextPageToken).toBeUndefined()
    expect(await get(`/history?startHistoryId=${all.historyId}`)).toEqual({ historyId: all.historyId })
  })

  test('what a person does with a mail stands in the history, and their answer in its thread', async () => {
    const id = await deliver('Dealt with')
    const { historyId } = await get('/profile')
    for (const act of ['answer', 'archive', 'inbox', 'trash', 'delete'])
      expect((await client.control(`/mailbox/${ada}/${id}/${act}`)).status).toBe(200)
    const { history } = historySchema.parse(await get(`/history?startHistoryId=${String(historyId)}`))
    expect(history).toMatchObject([
      { messagesAdded: [{ message: { threadId: id, labelIds: ['SENT'] } }] },
      { labelsRemoved: [{ message: { id }, labelIds: ['INBOX'] }] },
      { labelsAdded: [{ message: { id }, labelIds: ['INBOX'] }] },
      { labelsAdded: [{ message: { id }, labelIds: ['TRASH'] }] },
      { labelsRemoved: [{ message: { id }, labelIds: ['INBOX'] }] },
      { messagesDeleted: [{ message: { id, threadId: id } }] },
    ])
    expect(await get(`/threads/${id}?format=minimal`)).toMatchObject({ messages: [{ labelIds: ['SENT'] }] })
    expect((await client.gmail(token, '/threads/nowhere')).status).toBe(404)
    expect((await client.control(`/mailbox/${ada}/${id}/archive`)).status).toBe(404)
    expect((await client.control(`/mailbox/eve@x.example/${id}/archive`)).status).toBe(404)
  })

  test('a reply joins its thread', async () => {
    const { messages } = await list('q=subject:Partner')
    expect(messages.length).toBeGreaterThan(1)
    expect(new Set(messages.map(({ threadId }) => threadId)).size).toBe(1)
  })

  const send = (headers: string[], threadId?: string) =>
    client.gmail(token, '/messages/send', {
      raw: Buffer.from(`${headers.join('\r\n')}\r\n\r\nHello`).toString('base64url'),
      ...(threadId ? { threadId } : {}),
    })

  test('sending puts the mail among the sent, and into the mailbox of whom it is for', async () => {
    const { body } = await send([`To: ${ben}`, 'Subject: Sent by us', 'Message-ID: <sent-1@x.example>'])
    expect(body).toMatchObject({ labelIds: ['SENT'] })
    const arrived = sandbox.store.mailbox(ben).data.messages.find(({ subject }) => subject === 'Sent by us')
    expect(arrived?.labels).toEqual(['INBOX', 'UNREAD'])
    expect(await list('q=rfc822msgid:sent-1@x.example')).toMatchObject({ messages: [{ id: body.id }] })
  })

  test('who writes to themselves has it once', async () => {
    const { body } = await send([`To: ${ada}`, 'Subject: To myself'])
    expect(body).toMatchObject({ labelIds: ['SENT', 'INBOX', 'UNREAD'] })
    expect((await list('q=subject:myself')).messages).toHaveLength(1)
  })

  test('a thread takes what names it, the mail that it answers and its subject', async () => {
    const { body: first } = await send([`To: ${ben}`, 'Subject: Plans', 'Message-ID: <plans@x.example>'])
    const thread = String(first.threadId)
    const answer = ['References: <plans@x.example>', 'In-Reply-To: <plans@x.example>']
    const joins = await send([`To: ${ben}`, 'Subject: Re: Plans', ...answer], thread)
    expect(joins.body.threadId).toBe(thread)
    for (const headers of [['Subject: Re: Plans'], ['Subject: Other', ...answer]])
      expect((await send([`To: ${ben}`, ...headers], thread)).body.threadId).not.toBe(thread)
  })
})

describe('Gmail as Google refuses', () => {
  test('an unknown token, and none', async () => {
    for (const wrong of ['unknown', '']) {
      expect(await client.gmail(wrong, '/profile')).toMatchObject(refusal(401, 'UNAUTHENTICATED', 'authError'))
    }
  })

  test('a scope that was not granted', async () => {
    const weak = (await client.exchange(await client.code({ scope: 'openid email' }))).body.access_token
    const reader = (await client.exchange(await client.code({ scope: `openid ${readScope}` }))).body.access_token
    const refused = refusal(403, 'PERMISSION_DENIED', 'insufficientPermissions')
    expect(await client.gmail(weak, '/profile')).toMatchObject(refused)
    expect(await client.gmail(reader, '/profile')).toMatchObject({ status: 200 })
    expect(await client.gmail(reader, '/messages/send', { raw: 'x' })).toMatchObject(refused)
    const sendScope = 'https://www.googleapis.com/auth/gmail.send'
    const sender = (await client.exchange(await client.code({ scope: `openid ${sendScope}` }))).body.access_token
    const raw = Buffer.from(`To: ${ben}\r\n\r\nHello`).toString('base64url')
    expect(await client.gmail(sender, '/messages/send', { raw })).toMatchObject({ status: 200 })
    expect(await client.gmail(sender, '/profile')).toMatchObject(refused)
  })

  test('what does not exist', async () => {
    const refused = refusal(404, 'NOT_FOUND', 'notFound')
    expect(await client.gmail(token, '/messages/none')).toMatchObject(refused)
    const raw = Buffer.from(`To: ${ben}\r\n\r\nHello`).toString('base64url')
    expect(await client.gmail(token, '/messages/send', { raw, threadId: 'none' })).toMatchObject(refused)
    expect(await client.gmail(token, '/messages/send', { raw: 'SGVsbG8' })).toMatchObject(
      refusal(400, 'INVALID_ARGUMENT', 'invalidArgument'),
    )
    expect(await client.gmail(token, '/messages/none/modify', {})).toMatchObject(refused)
  })

  test('a history that is forgotten', async () => {
    const { historyId } = await get('/profile')
    await client.control('/expire-history')
    expect(await client.gmail(token, `/history?startHistoryId=${String(historyId)}`)).toMatchObject(
      refusal(404, 'NOT_FOUND', 'notFound'),
    )
    const after = await get('/profile')
    expect(await client.gmail(token, `/history?startHistoryId=${String(after.historyId)}`)).toMatchObject({
      status: 200,
    })
  })

  test('labels by name, and labels that are not there', async () => {
    const refused = refusal(400, 'INVALID_ARGUMENT', 'invalidArgument')
    const id = await deliver('Unknown labels')
    for (const label of ['Clients', 'inbox', 'Label_99']) {
      expect(await client.gmail(token, `/messages?labelIds=${label}`)).toMatchObject(refused)
      expect(await client.gmail(token, `/messages/${id}/modify`, { addLabelIds: [label] })).toMatchObject(refused)
    }
    expect((await list('labelIds=Label_1')).messages).toHaveLength(2)
  })

  test('values out of range', async () => {
    const refused = refusal(400, 'INVALID_ARGUMENT', 'invalidArgument')
    expect(await client.gmail(token, '/messages?maxResults=501')).toMatchObject(refused)
    expect(await client.gmail(token, '/history?startHistoryId=x')).toMatchObject(refused)
  })
})

describe('faults on request', () => {
  test('strike the path and the number that was asked for, then end', async () => {
    await client.control('/faults', { path: '/gmail', status: 429, retryAfter: '7', times: 2 })
    expect(await client.refresh('x')).toMatchObject({ body: { error: 'invalid_grant' } })
    for (let time = 0; time < 2; time++) {
      const answer = await fetch(`${sandbox.url}/gmail/v1/users/me/profile`)
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
    }
    expect(await client.gmail(token, '/profile')).toMatchObject({ status: 200 })
  })

  test('can be taken back', async () => {
    await client.control('/faults', { path: '/gmail', status: 503, times: 100 })
    await client.control('/faults/clear')
    expect(await client.gmail(token, '/profile')).toMatchObject({ status: 200 })
  })

  test('a fault that makes no sense is refused', async () => {
    expect((await client.control('/faults', { path: 'gmail', status: 99 })).status).toBe(400)
  })
})
