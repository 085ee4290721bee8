import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { readLabelledReplies, replyFiles, sameText } from '../../scripts/labelled-replies'
import { readReply } from '../../src/feedback/replies/read-reply'
import { hasSampleReplies, readSampleReplies } from './sample-replies'

const read = (text: string) => readReply({ text, html: null, headers: [] })
const readHtml = (html: string) => readReply({ text: null, html, headers: [] })

describe.skipIf(!hasSampleReplies)(
  'replies of ten mail programs (skipped without ../shared/data/email-replies)',
  () => {
    test('each gives what is visible of it, to the letter', async () => {
      const samples = await readSampleReplies()
      expect(samples).toHaveLength(12)
      for (const { name, mail, visible } of samples)
        expect([name, readReply(mail).visible]).toEqual([name, visible.trim()])
    })

    test('of each the words are told from the signature', async () => {
      for (const { name, mail } of await readSampleReplies())
        expect([name, readReply(mail).reply]).toEqual([name, 'Hello'])
    })

    test('their HTML alone gives the same words', async () => {
      for (const { name, mail } of await readSampleReplies())
        if (mail.html)
          expect([name, readReply({ ...mail, text: null }).reply]).toEqual([
            name,
            // Its two bodies differ.
            name === 'outlook.eml' ? 'Allo! Follow up MIME!' : 'Hello',
          ])
    })
  },
)

describe('labelled replies', () => {
  test.each(readLabelledReplies(replyFiles.seen))('$name', ({ mail, expected }) => {
    const { reply } = readReply(mail)
    expect(sameText(reply, expected), reply).toBe(true)
  })

  test('at least 90 % of those that no rule was made on', () => {
    const all = readLabelledReplies(replyFiles.heldOut)
    const right = all.filter(({ mail, expected }) => sameText(readReply(mail).reply, expected))
    expect(all.length).toBeGreaterThanOrEqual(60)
    expect(right.length / all.length).toBeGreaterThanOrEqual(0.9)
  })
})

describe('what is read of a mail', () => {
  test('quoted words, signatures and the reply are apart', () => {
    const border = 'On Fri, Feb 6, 2026 at 4:15 PM Bo <bo@ek.example> wrote:'
    expect(read(`Yes.\n\n-- \nAda\n\n${border}\n\n> Shall I?`)).toEqual({
      reply: 'Yes.',
      visible: 'Yes.\n\n-- \nAda',
      quoted: `${border}\n> Shall I?`,
      signature: '-- \nAda',
    })
  })

  test('nothing of a mail without a body', () => {
    const empty = { reply: '', visible: '', quoted: '', signature: '' }
    expect(readReply({ text: null, html: null, headers: [] })).toEqual(empty)
    expect(readReply({ text: ' \n', html: '', headers: [] })).toEqual(empty)
  })

  test('the HTML, where only that marks what is quoted', () => {
    const html = '<p>No.</p><blockquote>Yes or no?</blockquote>'
    expect(readReply({ text: 'No.\nYes or no?', html, headers: [] }).reply).toBe('No.')
  })

  test('the plain text, where both mark it', () => {
    const html = '<p>Not this</p><blockquote>Yes or no?</blockquote>'
    expect(readReply({ text: 'This\n> Yes or no?', html, headers: [] }).reply).toBe('This')
  })
})

/** Far above what an honest mail of this size takes, and below what a square of it would; time on the processor, whatever else runs. */
const boundMicros = 4_000_000
vi.setConfig({ testTimeout: 120_000 })

function timed(readIt: () => unknown) {
  const before = process.cpuUsage()
  readIt()
  expect(process.cpuUsage(before).user).toBeLessThan(boundMicros)
}

describe('a mail made to keep the reader busy', () => {
  const fill = (part: string) => part.repeat(Math.ceil(1_000_000 / part.length))

  test.each([
    ['lines', 'one line of prose, as long as people write it\n'],
    ['short lines', 'a\n'],
    ['empty lines', '\n'],
    ['quoted and other lines', '> a\nb\n'],
    ['separators', '-----Original Message-----\n'],
    ['headers', 'From: Ada\nTo: Bo\n\n'],
    ['recipients', 'To: a@x.example,\n b@x.example,\n'],
    ['beginnings of attributions', 'On Mon, Apr 2, 2012 at 6:26 PM, Ada\n'],
    ['attributions', 'On Mon, Apr 2, 2012 Ada <a@x.example> wrote:\n> a\n'],
    ['footers', 'Sent from my iPhone\n'],
    ['closings', 'Best regards,\nAda\n\n'],
    [
      'notices',
      'This email is confidential and intended solely for its addressee; delete it if received in error.\n\n',
    ],
    ['one line of attributions', 'On Monday Ada wrote '],
    ['one line of brackets', '<(['],
    ['one line of at signs', 'a@'],
    ['one line of colons', ': '],
    ['one line of dashes', '-'],
    ['one line of underscores', '_ '],
    ['one line of digits', '1 2-'],
    ['one line of spaces', ' '],
  ])('text of %s alone', (_, part) => {
    timed(() => read(fill(part)))
    timed(() => read(`Yes\n${fill(part)}`))
    timed(() => read(`${fill(part)}\nYes`))
  })

  test.each([
    '<',
    '<p ',
    '<b>',
    '<div>',
    '<blockquote>',
    '<div class="gmail_quote">',
    '<br>',
    '<p>a',
    '<p a="',
    '</p>',
    '<!--',
    '&amp;',
    '&',
    '<style>',
    '<pre>\n',
    '<b></i>',
    '<b x=1 style=2>',
  ])('HTML of %s alone', (part) => {
    timed(() => readHtml(fill(part)))
  })

  test('any text is read, and no word of it is invented or read twice', () => {
    const line = fc.constantFrom(
      'Yes, do it.', '', '> quoted', '>> twice', '-- ', 'Sent from my iPhone', 'Best regards,', 'Ada', '________________',
      'On Mon, Apr 2, 2012 at 6:26 PM, Ada <a@x.example> wrote:', '-----Original Message-----', 'From: Ada <a@x.example>',
      'Sent: Monday', 'To: Bo', 'Subject: Approve?', 'No.', 'Tel. +46 8 555 010 20',
    ) // prettier-ignore
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: line }, fc.string()), { maxLength: 30 }), (lines) => {
        const { reply, quoted, signature } = read(lines.join('\n'))
        const words = (text: string) => text.split(/\s+/).filter(Boolean).toSorted()
        expect(words([reply, quoted, signature].join('\n'))).toEqual(words(lines.join('\n').toWellFormed()))
      }),
    )
  })

  test('a line that is marked as quoted is never part of the reply', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.string()), { maxLength: 20 }), (lines) => {
        const text = lines
          .map(([quoted, words]) => (quoted ? `> QUOTED ${words.replace(/[\r\n]/g, '')}` : words))
          .join('\n')
        fc.pre(!lines.some(([quoted, words]) => !quoted && words.includes('QUOTED')))
        expect(read(text).visible).not.toContain('QUOTED')
      }),
    )
  })
})
