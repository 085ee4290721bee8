import { describe, expect, test } from 'vitest'
import { emailItemSchema } from '@switchboard/core/items'
import { parseMail, type ParsedMail } from '../../src/mail/parse-mail'

const raw = (...lines: string[]) => Buffer.from(lines.join('\r\n'))
const head = ['From: Clara Voss <clara@meridian.example>', 'To: Ada <ada@northwind.example>', 'Subject: Contract']

/** What the provider adds; the whole has to be an item that core takes. */
const complete = (mail: ParsedMail) =>
  emailItemSchema.parse({
    ...mail,
    externalId: 'm1',
    receivedAt: '2026-03-02T08:00:00Z',
    url: null,
    labels: [],
    unread: true,
    snippet: '',
  })

async function parse(message: Buffer): Promise<ParsedMail> {
  const mail = await parseMail(message)
  complete(mail)
  return mail
}

describe('parsing a mail', () => {
  test('plain text with its headers', async () => {
    const mail = await parse(
      raw(
        ...head,
        'Cc: Bob <bob@northwind.example>, team@northwind.example',
        'Message-ID: <a1@meridian.example>',
        'In-Reply-To: <a0@northwind.example>',
        '',
        'Hello Ada,',
        '',
        'please sign.',
      ),
    )
    expect(mail).toMatchObject({
      kind: 'email',
      title: 'Contract',
      sender: { name: 'Clara Voss', address: 'clara@meridian.example' },
      to: [{ name: 'Ada', address: 'ada@northwind.example' }],
      cc: [
        { name: 'Bob', address: 'bob@northwind.example' },
        { name: 'team@northwind.example', address: 'team@northwind.example' },
      ],
      threadId: '<a0@northwind.example>',
      messageId: '<a1@meridian.example>',
      inReplyTo: '<a0@northwind.example>',
      text: 'Hello Ada,\n\nplease sign.',
      html: null,
      attachments: [],
      bulk: false,
    })
  })

  test.each<[string, string[], string | null]>([
    ['begins one', ['Message-ID: <a1@x.example>'], '<a1@x.example>'],
    [
      'answers, and names all before',
      ['Message-ID: <a3@x.example>', 'References: <a1@x.example>', ' <a2@x.example>', 'In-Reply-To: <a2@x.example>'],
      '<a1@x.example>',
    ],
    [
      'answers, and names what it answers',
      ['Message-ID: <a2@x.example>', 'In-Reply-To: Your mail of Monday <a1@x.example>'],
      '<a1@x.example>',
    ],
    [
      'names what is no id',
      ['Message-ID: <a2@x.example>', 'References: none', 'In-Reply-To: Monday'],
      '<a2@x.example>',
    ],
    ['has no id', ['In-Reply-To: Monday'], null],
    ['has an id without an end', [`Message-ID: <${'a'.repeat(2_000)}>`], null],
  ])('the thread of a mail that %s', async (_, lines, threadId) => {
    expect((await parse(raw(...head, ...lines, '', 'Hello'))).threadId).toBe(threadId)
  })

  test('names, addresses and subject are one line each, whatever an encoded word carries', async () => {
    const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
    const { sender, title, to } = await parse(
      raw(
        `From: ${word('Clara\r\ntitle: Forged\u0007\u2028name')} <clara@meridian.example>`,
        `To: ${word(' \n ')} <ada@northwind.example>`,
        `Subject: ${word('One\n\u0001two')}`,
        '',
        'Hello',
      ),
    )
    expect(sender).toEqual({ name: 'Clara title: Forged name', address: 'clara@meridian.example' })
    expect(to).toEqual([{ name: 'ada@northwind.example', address: 'ada@northwind.example' }])
    expect(title).toBe('One two')
  })

  test('HTML only: the text that a person sees, without what is hidden', async () => {
    const { text, html } = await parse(
      raw(
        ...head,
        'Content-Type: text/html; charset=utf-8',
        '',
        '<style>p{color:red}</style><div style="display:none">Hidden bait</div>',
        '<h1>Your order</h1><p>Please <b>confirm</b> the <a href="https://x.example">address</a>.</p><img src="https://x.example/p.png">',
      ),
    )
    expect(text).toBe('Your order\n\nPlease confirm the address.')
    expect(html).toContain('<b>confirm</b>')
  })

  test('alternatives: the plain one is judged, the HTML one kept for the preview', async () => {
    const mail = await parse(
      raw(
        ...head,
        'Content-Type: multipart/alternative; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'Plain words',
        '--b',
        'Content-Type: text/html',
        '',
        '<p>HTML words</p>',
        '--b--',
      ),
    )
    expect(mail).toMatchObject({ text: 'Plain words', html: expect.stringContaining('<p>HTML words</p>') })
  })

  test('attachments by name, type and size; pictures of the body are none', async () => {
    const { attachments } = await parse(
      raw(
        ...head,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'See the file',
        '--b',
        'Content-Type: application/pdf',
        "Content-Disposition: attachment; filename*=UTF-8''M%C3%BCller.pdf",
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from('%PDF-1.4').toString('base64'),
        '--b',
        'Content-Type: image/png; name=logo.png',
        'Content-Disposition: inline; filename=logo.png',
        'Content-ID: <logo>',
        'Content-Transfer-Encoding: base64',
        '',
        'iVBORw0KGgo=',
        '--b--',
      ),
    )
    expect(attachments).toEqual([{ fileName: 'Müller.pdf', mimeType: 'application/pdf', sizeBytes: 8 }])
  })

  test.each([
    [
      'quoted-printable, ISO-8859-1',
      'iso-8859-1',
      'quoted-printable',
      Buffer.from('Gr=FC=DFe aus K=F6ln'),
      'Grüße aus Köln',
    ],
    ['base64, UTF-8', 'utf-8', 'base64', Buffer.from(Buffer.from('お願いします').toString('base64')), 'お願いします'],
    ['8bit, windows-1252', 'windows-1252', '8bit', Buffer.from([0x93, 0x48, 0x69, 0x94]), '“Hi”'],
    [
      'base64, Shift_JIS',
      'shift_jis',
      'base64',
      Buffer.from(Buffer.from([0x93, 0x63, 0x92, 0x86]).toString('base64')),
      '田中',
    ],
    ['an unknown character set', 'x-nonsense', '8bit', Buffer.from('plain words'), 'plain words'],
  ])('%s', async (_, charset, encoding, body, text) => {
    const headers = [...head, `Content-Type: text/plain; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`]
    expect((await parse(Buffer.concat([raw(...headers, '', ''), body]))).text).toBe(text)
  })

  test('encoded words and folded lines in headers', async () => {
    const mail = await parse(
      raw(
        'From: =?utf-8?B?55Sw5Lit?= <tanaka@aozora.example>',
        'Subject: =?iso-8859-1?Q?Gr=FC=DFe?=',
        ' und mehr',
        '',
        'x',
      ),
    )
    expect(mail).toMatchObject({ title: 'Grüße und mehr', sender: { name: '田中' } })
  })

  test('a subject without end is cut', async () => {
    const mail = await parse(raw(`Subject: ${Array.from({ length: 3_000 }, () => 'word').join('\r\n ')}`, '', 'x'))
    expect(mail.title.length).toBe(1_000)
  })

  test('missing headers', async () => {
    expect(await parse(raw('Date: Mon, 2 Mar 2026 09:00:00 +0000', '', 'Only words'))).toMatchObject({
      title: '(no subject)',
      sender: { name: 'Unknown sender', address: null },
      to: [],
      messageId: null,
      text: 'Only words',
    })
    expect(await parse(Buffer.from(''))).toMatchObject({ title: '(no subject)', text: '' })
  })

  test.each([
    ['List-Id', 'List-Id: <news.example>', true],
    ['List-Unsubscribe', 'List-Unsubscribe: <https://x.example/u>', true],
    ['Precedence: bulk', 'Precedence: bulk', true],
    ['Auto-Submitted: auto-generated', 'Auto-Submitted: auto-generated', true],
    ['Auto-Submitted: no', 'Auto-Submitted: no', false],
    ['no such header', 'X-Other: list', false],
  ])('sent to many or by a machine: %s', async (_, header, bulk) => {
    expect((await parse(raw(...head, header, '', 'x'))).bulk).toBe(bulk)
  })

  test('what was written is apart from what is quoted', async () => {
    expect(await parse(raw(...head, '', 'Yes.', '', 'On 2 March 2026 Bob wrote:', '> Shall we?'))).toMatchObject({
      text: 'Yes.',
      quotedText: 'On 2 March 2026 Bob wrote:\n> Shall we?',
    })
  })

  describe('broken mail gives what can be read of it', () => {
    test('a multipart without its closing border', async () => {
      const message = raw(
        ...head,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'Cut',
      )
      expect((await parse(message)).text).toBe('Cut')
    })

    test('a border that never comes', async () => {
      const mail = await parse(raw(...head, 'Content-Type: multipart/mixed; boundary=nowhere', '', 'Words before it'))
      expect(mail.title).toBe('Contract')
    })

    test('base64 with rubbish in it', async () => {
      const message = raw(...head, 'Content-Transfer-Encoding: base64', '', 'SGVs!!bG8=')
      expect((await parse(message)).text).toContain('Hel')
    })

    test('NUL bytes and lone surrogates, which PostgreSQL refuses', async () => {
      const html = raw(...head, 'Content-Type: text/html', '', '<p>a\0b &#xD800; c</p>')
      const plain = raw(...head, 'Subject: Nul\0l', '', 'a\0b')
      for (const mail of [await parse(html), await parse(plain)]) {
        expect(JSON.stringify(mail)).not.toContain(String.raw`\u0000`)
        expect(mail.text.isWellFormed()).toBe(true)
      }
    })

    test('bytes without any sense', async () => {
      const mail = await parse(Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 7_919) % 256)))
      expect(mail.title).toBe('(no subject)')
    })
  })

  test('a huge body is cut and says so', async () => {
    const { text } = await parse(raw(...head, '', 'word '.repeat(60_000)))
    expect(text.length).toBeLessThan(100_010)
    expect(text.endsWith('[…]')).toBe(true)
  })
})
