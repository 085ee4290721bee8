import { describe, expect, test, vi } from 'vitest'
import { parseMail } from '../../src/mail/parse-mail'

/** Far above what an honest mail of this size takes, and below what a square of it would; time on the processor, whatever else runs. */
const boundMicros = 6_000_000
// On a loaded machine that may take far longer by the clock.
vi.setConfig({ testTimeout: 120_000 })

const mailOf = (type: string, body: string) =>
  Buffer.from(`From: a@x.example\r\nSubject: Hello\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${body}`)
const fill = (part: string, length: number) => part.repeat(Math.ceil(length / part.length))

async function timed(mail: Buffer) {
  const before = process.cpuUsage()
  const parsed = await parseMail(mail)
  expect(process.cpuUsage(before).user).toBeLessThan(boundMicros)
  return parsed
}

describe('a mail made to keep the parser busy', () => {
  test.each([
    '<',
    '<p ',
    '<div style="x',
    '<style',
    '<b>',
    '<ul><li>',
    '<table><td>',
    '<!--',
    '</a>',
    '&',
    '"<p style=',
  ])('HTML of %s alone', async (part) => {
    await timed(mailOf('text/html', fill(part, 400_000)))
  })

  test.each([
    ['lines', 'one line of prose, as long as people and their programs write it\n'],
    ['quoted lines', '> a\n'],
    ['quoted and other lines', '> a\nb\n'],
    ['separators', '________________________\n'],
    ['forwards', '---- Forwarded message\n'],
    ['beginnings of attributions', 'On Monday, Ada Lindqvist of the studio <a@x.example>\n'],
    ['one line of at signs', '<@'.repeat(5)],
    ['one line of attributions', 'On Monday Ada wrote '],
    ['spaces', ' '],
  ])('a long text: %s', async (_, part) => {
    const { text, quotedText } = await timed(
      mailOf('text/plain', `Hello,\n${fill(part, part.length < 10 ? 200_000 : 1_900_000)}x`),
    )
    expect(text.length).toBeLessThan(101_000)
    expect(quotedText.length).toBeLessThan(101_000)
  })
})

test('a mail of empty lines alone is cut', async () => {
  const { text } = await parseMail(mailOf('text/plain', `Hello${'\n'.repeat(500_000)}the end`))
  expect(text).toBe('Hello')
})

test.each([
  'display:none',
  'color:red; DISPLAY: None',
  'visibility: hidden',
  'font-size:0',
  'font-size: 0;',
  'font-size:0px',
])('what the style %s hides is not read', async (style) => {
  const { text } = await parseMail(mailOf('text/html', `<section style="${style}">Bait</section><p>Seen</p>`))
  expect(text).toBe('Seen')
})

test('small print is read', async () => {
  expect((await parseMail(mailOf('text/html', '<p style="font-size:0.9em">Seen</p>'))).text).toBe('Seen')
})
