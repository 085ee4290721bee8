import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMail } from '../../src/mail/parse-mail'

/** A mail of a few kilobytes takes a millisecond; time on the processor, whatever else runs. */
const boundMicros = 1_000_000
const parameters = { seed: 20_260_302, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: true }

/** Whatever came: an item that can be stored and shown, within its time. */
async function expectItem(raw: Uint8Array): Promise<void> {
  const before = process.cpuUsage()
  const item = await parseMail(raw)
  expect(process.cpuUsage(before).user).toBeLessThan(boundMicros)
  const stored: unknown = JSON.parse(JSON.stringify(item))
  expect(stored).toEqual(item)
  const everything = JSON.stringify(item)
  expect(everything.includes(String.raw`\u0000`)).toBe(false)
  expect(everything).not.toMatch(/\\ud[89a-f]/i)
  expect(item.title.length).toBeGreaterThan(0)
  expect(item.sender.name.length).toBeGreaterThan(0)
  for (const line of [item.title, item.sender.name, ...item.to.map(({ name }) => name)])
    expect(line).not.toMatch(/[\r\n]/)
}

const mail = Buffer.from(
  [
    'From: =?utf-8?Q?Meridian_Health?= <procurement@meridian.example>',
    'To: Ada Lindqvist <ada@northwind.example>, group: b@x.example, c@x.example;',
    'Subject: =?utf-8?B?U2VjdXJpdHkgcXVlc3Rpb25uYWlyZSDigJMgRnJpZGF5?=',
    'Message-ID: <1@meridian.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary="inner"',
    '',
    '--inner',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Could you return it by Friday? Gr=FC=DFe',
    '',
    'On Mon, 2 Mar 2026 at 9:00, Ada <ada@northwind.example> wrote:',
    '> Which one?',
    '--inner',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Could you return it by <b>Friday</b>?</p><div style="display:none">Bait</div>',
    '--inner--',
    '--outer',
    'Content-Type: application/pdf; name="questions.pdf"',
    "Content-Disposition: attachment; filename*=utf-8''questions%20%E2%82%AC.pdf",
    'Content-Transfer-Encoding: base64',
    '',
    'JVBERi0xLjQKJcOkw7zDtsOf',
    '--outer--',
    '',
  ].join('\r\n'),
)

const anyLine = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\0',
    '\r',
    '\n',
    '\r\n',
    '=?utf-8?B?////?=',
    '=?x?Q?=00=0D=0A?=',
    '=?utf-8?Q?=ED=A0=80?=',
    '<@@>',
    '";"',
    ','.repeat(500),
  ),
)
const headerNames = fc.constantFrom(
  'From',
  'To',
  'Cc',
  'Sender',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'List-Id',
  'Precedence',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Content-Disposition',
  'MIME-Version',
  'X-Other',
  '',
  ' ',
  ':',
)
const values = fc.oneof(
  anyLine,
  fc.array(anyLine, { maxLength: 4 }).map((parts) => parts.join(' ')),
  fc.constantFrom(
    'multipart/mixed; boundary=',
    'multipart/mixed; boundary="',
    'multipart/alternative; boundary=a',
    'message/rfc822',
    'text/html',
    'text/plain; charset=none-such',
    'text/plain; charset=utf-16',
    'base64',
    'quoted-printable',
    '8bit',
    'attachment; filename="../../x"',
    `attachment; filename*0*=utf-8''%; filename*9=${'x'.repeat(300)}`,
    'group: a@x.example;;;',
    `${'a@x.example,'.repeat(300)}`,
  ),
)
const headers = fc.array(fc.tuple(headerNames, values), { maxLength: 12 })
const asText = (pairs: [string, string][]) => pairs.map(([name, value]) => `${name}: ${value}\r\n`).join('')

/** Parts within parts, with borders that are missing, doubled or the same at several depths. */
const { part } = fc.letrec<{ part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 6, depthSize: 'large' },
    fc.tuple(headers, anyLine).map(([pairs, body]) => `${asText(pairs)}\r\n${body}\r\n`),
    fc
      .tuple(fc.constantFrom('a', 'b', '-', '='), fc.array(tie('part'), { maxLength: 4 }), fc.boolean())
      .map(
        ([border, parts, ends]) =>
          `Content-Type: multipart/mixed; boundary="${border}"\r\n\r\n${parts.map((inner) => `--${border}\r\n${inner}`).join('')}${ends ? `--${border}--\r\n` : ''}`,
      ),
    tie('part').map((inner) => `Content-Type: message/rfc822\r\n\r\n${inner}`),
  ),
}))

describe('any mail becomes an item', () => {
  test('arbitrary bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), (bytes) => expectItem(bytes)),
      { ...parameters, numRuns: 150 },
    )
  })

  test('a real mail, cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(mail.length), (at) => expectItem(mail.subarray(0, at))),
      { ...parameters, numRuns: 150 },
    )
  })

  test('a real mail in which bytes are changed, lost or doubled', async () => {
    const change = fc.tuple(fc.nat(mail.length), fc.nat(40), fc.uint8Array({ maxLength: 20 }))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) =>
        expectItem(
          changes.reduce(
            (bytes, [at, lost, added]) => Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + lost)]),
            mail,
          ),
        ),
      ),
      { ...parameters, numRuns: 150 },
    )
  })

  test('hostile headers', async () => {
    await fc.assert(
      fc.asyncProperty(headers, anyLine, (pairs, body) => expectItem(Buffer.from(`${asText(pairs)}\r\n${body}`))),
      { ...parameters, numRuns: 200 },
    )
  })

  test('parts within parts', async () => {
    await fc.assert(
      fc.asyncProperty(part, (text) => expectItem(Buffer.from(text))),
      { ...parameters, numRuns: 150 },
    )
  })

  const nested = (depth: number) => {
    const open = (at: number) => `Content-Type: multipart/mixed; boundary="b${at}"\r\n\r\n--b${at}\r\n`
    return Buffer.from(
      `${Array.from({ length: depth }, (_, at) => open(at)).join('')}Content-Type: text/plain\r\n\r\nHello`,
    )
  }

  test('200 parts within each other', async () => {
    await expectItem(nested(200))
  })

  test('or is refused at once, where thousands of parts stand within each other', async () => {
    await expect(parseMail(nested(5_000))).rejects.toThrow(/nesting depth/)
  })
})
