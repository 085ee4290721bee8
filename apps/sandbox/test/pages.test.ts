import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../src/app'
import { ada, clientOf, start } from './sandbox-client'

let sandbox: Sandbox
beforeAll(async () => void (sandbox = await start({ productUrl: 'http://localhost:4321' })))
afterEach(() => sandbox.faults.clear())
afterAll(() => sandbox.close())

const read = async (path: string) => (await fetch(`${sandbox.url}${path}`)).text()
/** As a browser sends a form. */
const submit = (path: string, fields: Record<string, string>) =>
  fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { accept: 'text/html' },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  })

describe('faults on the overview', () => {
  test('are switched on and off by its forms, and say what they do', async () => {
    expect(await read('/')).toContain('None. Everything answers as it should.')
    const on = await submit('/control/faults', { kind: 'unavailable', path: '/gmail', times: '3' })
    expect([on.status, on.headers.get('location')]).toEqual([303, '/#faults'])
    await submit('/control/faults', { kind: 'refusal', path: '/openai/v1/chat/completions', times: 'until_off' })
    const overview = await read('/')
    expect(overview).toContain('Gmail, the next 3 calls')
    expect(overview).toContain('The model, until switched off')
    expect(overview).toContain('Answers 503, as when the service is down.')
    const [first] = sandbox.faults.list()
    expect((await submit(`/control/faults/${first?.id}/remove`, {})).status).toBe(303)
    expect(sandbox.faults.list().map(({ kind }) => kind)).toEqual(['refusal'])
    await submit('/control/faults/clear', {})
    expect(sandbox.faults.list()).toEqual([])
  })

  test('every kind with a switch can be switched on as it stands there', async () => {
    const overview = await read('/')
    const forms = overview.match(/<form\s[^>]*aria-labelledby="fault-[^]*?<\/form>/g) ?? []
    expect(forms).toHaveLength(10)
    for (const form of forms) {
      const kind = /name="kind" value="(\w+)"/.exec(form)?.[1] ?? ''
      for (const [, path = ''] of form.matchAll(/value="(\/[^"]+)"/g)) {
        const answer = await submit('/control/faults', { kind, path, times: 'until_off' })
        expect([kind, path, answer.status]).toEqual([kind, path, 303])
      }
    }
  })

  test('wrong input is told on a page', async () => {
    const answer = await submit('/control/faults', { kind: '<b>', times: '1' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(/That was not done[^]*kind: give one of/)
  })
})

test('A link to a mail leads to a page that has it', async () => {
  const [message] = sandbox.store.mailbox(ada).data.messages
  const answer = await fetch(`${sandbox.url}/mail/u/0/`)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain(`<li id="all/${message?.id}">`)
})

describe('new mail', () => {
  const mail = { to: ada, from: 'Clara <clara@meridian.example>', subject: 'Contract <b>', text: 'By Friday, please.' }

  test('lies in the inbox, unread, and the page says what comes next', async () => {
    const answer = await submit('/control/deliver', mail)
    const { messages } = sandbox.store.mailbox(ada).data
    expect(messages[0]).toMatchObject({ subject: mail.subject, from: 'Clara', labels: ['INBOX', 'UNREAD'] })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/mailbox/${ada}?arrived=${messages[0]?.id}`])
    const before = await read(answer.headers.get('location') ?? '')
    expect(before).toContain('“Contract &lt;b&gt;” lies in the inbox')
    expect(before).toContain('once this account is connected')
    const client = clientOf(sandbox)
    await client.exchange(await client.code())
    const after = await read(answer.headers.get('location') ?? '')
    expect(after).toMatch(/tells of it at once[^]*Sync now[^]*href="http:\/\/localhost:4321\/integrations"/)
  })

  test('is answered, archived and taken back by its row', async () => {
    await submit('/control/deliver', { ...mail, subject: 'Seat plan' })
    const message = sandbox.store.mailbox(ada).data.messages[0]
    for (const [name, act, labels] of [
      ['Answer', 'answer', ['INBOX', 'UNREAD']],
      ['Archive', 'archive', ['UNREAD']],
      ['Back to inbox', 'inbox', ['UNREAD', 'INBOX']],
    ] as const) {
      const path = `/control/mailbox/${ada}/${message?.id}/${act}`
      expect(await read(`/mailbox/${ada}`)).toMatch(
        new RegExp(`action="${path}"[^]*?<button>${name}<span class="hidden"> “Seat plan” of Clara`),
      )
      const answer = await submit(path, {})
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/mailbox/${ada}`])
      expect(message?.labels).toEqual(labels)
    }
    expect(sandbox.store.mailbox(ada).data.messages[0]).toMatchObject({ subject: 'Re: Seat plan', labels: ['SENT'] })
  })

  test('that its owner writes stands among the sent ones, and comes to who is meant', async () => {
    const words = { to: 'ben+tag@northwind.example', subject: 'Lunch', text: 'At noon?' }
    expect((await submit(`/control/mailbox/${ada}/write`, words)).status).toBe(303)
    const newest = (email: string) => sandbox.store.mailbox(email).data.messages[0]
    expect(newest(ada)).toMatchObject({ subject: 'Lunch', labels: ['SENT'] })
    expect(newest('ben@northwind.example')).toMatchObject({ subject: 'Lunch', labels: ['INBOX', 'UNREAD'] })
    expect((await submit('/control/mailbox/eve@x.example/write', words)).status).toBe(404)
  })

  test.each([
    [{ ...mail, from: 'nobody' }, 400, 'from: give an address'],
    [{ ...mail, subject: ' ' }, 400, 'subject: write something'],
    [{ ...mail, to: 'eve@x.example' }, 404, 'There is no such mailbox.'],
  ])('%o is refused in words', async (fields, status, sentence) => {
    const answer = await submit('/control/deliver', fields)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(sentence)
  })
})
