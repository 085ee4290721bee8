import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseMail } from '../../src/mail/parse-mail'
import { splitQuotes } from '../../src/mail/split-quotes'

describe('splitting what was written from what is quoted', () => {
  test.each([
    ['Gmail', 'On Mon, Apr 2, 2012 at 6:26 PM, Megan One <megan@example.com> wrote:'],
    ['Gmail, wrapped', 'On Mon, Apr 2, 2012 at 6:26 PM, Megan One\n<megan@example.com> wrote:'],
    ['German', 'Am Montag schrieb Ada Lindqvist:'],
    ['French', 'Le lun. 2 mars 2026 à 09:12, Camille Roux <camille@example.com> a écrit :'],
    ['Spanish', 'El lun, 2 mar 2026 a las 9:12, Lucía (<lucia@example.com>) escribió:'],
    ['Russian, wrapped', '02.04.2012 14:20 пользователь "bob@example.com" <\nbob@example.com> написал:'],
    ['Outlook', '-----Original Message-----\nFrom: Bob <bob@example.com>\nTo: Ada'],
    ['Outlook, headers only', 'From: Bob [mailto:bob@example.com]\nSent: Monday, 2 March 2026\nTo: Ada'],
  ])('%s', (_, border) => {
    for (const gap of ['\n', '\n\n']) {
      const { written, quoted } = splitQuotes(`Yes, Friday suits me.\nAda${gap}${border}\n\n> Does Friday suit you?`)
      expect(written).toBe('Yes, Friday suits me.\nAda')
      expect(quoted).toBe(`${border}\n\n> Does Friday suit you?`)
    }
  })

  test('quoted lines alone, at the end', () => {
    expect(splitQuotes('Agreed.\n\n> Shall we?\n> Bob')).toEqual({ written: 'Agreed.', quoted: '> Shall we?\n> Bob' })
  })

  test('answers between quoted lines stay, and below them too', () => {
    const { written, quoted } = splitQuotes(
      'On 2 March 2026 Bob wrote:\n> When?\nOn Friday.\n> Where?\nIn the studio, please book it.',
    )
    expect(written).toBe('On Friday.\nIn the studio, please book it.')
    expect(quoted).toBe('On 2 March 2026 Bob wrote:\n> When?\n> Where?')
  })

  test('a forwarded message is what the mail is about', () => {
    const text =
      'Is this right?\n\n---------- Forwarded message ---------\nFrom: Bob <bob@example.com>\nSubject: Bank\n\nNew account.'
    expect(splitQuotes(text)).toEqual({ written: text, quoted: '' })
  })

  test('prose that names who wrote is no border', () => {
    const text = 'On the phone she told me what the client wrote:\nthey want it on Monday. Please answer them.'
    expect(splitQuotes(text)).toEqual({ written: text, quoted: '' })
  })

  test('nothing but a quote stays readable', () => {
    expect(splitQuotes('> Only this')).toEqual({ written: '> Only this', quoted: '' })
  })
})

const replies = path.resolve(import.meta.dirname, '../../../../../shared/data/email-replies')

describe.skipIf(!existsSync(replies))(
  'replies of ten mail programs (skipped without ../shared/data/email-replies)',
  () => {
    const names = existsSync(replies) ? readdirSync(replies).filter((name) => name.endsWith('.eml')) : []

    test('at least 11 of 12 give the visible reply and nothing else', async () => {
      const wrong: string[] = []
      for (const name of names) {
        const answer = path.join(replies, name.replace('.eml', '_reply_text'))
        const expected = existsSync(answer) ? readFileSync(answer, 'utf8') : 'Hello'
        const { text } = await parseMail(readFileSync(path.join(replies, name)))
        const plain = (value: string) => value.replace(/\s+/g, ' ').trim()
        if (plain(text) !== plain(expected)) wrong.push(`${name}: ${text}`)
      }
      expect(names).toHaveLength(12)
      // Thunderbird's answer below a flowed quote: the parser joins the two lines.
      expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(1)
    })
  },
)
