import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type ExportedMail, readMailbox } from '../src/seed/read-mailbox'
import { ada, start } from './sandbox-client'

const fixture = path.join(import.meta.dirname, 'fixtures/export.mbox')
const scratch = mkdtempSync(path.join(tmpdir(), 'mailbox-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const write = (name: string, content: string | Buffer) => {
  const file = path.join(scratch, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}
const subjects = (mails: ExportedMail[]) =>
  mails.map(({ raw }) => /^Subject: (.*)$/im.exec(raw.toString())?.[1]?.trim() ?? null)

async function loaded(mailbox: string) {
  const sandbox = await start({ mailbox })
  const { messages } = sandbox.store.mailbox(ada).data
  await sandbox.close()
  return messages
}

describe('an mbox file', () => {
  const all = ['Quoting', 'Bytes', 'Re: Quoting', null, 'The last one']

  test('its messages, borders as several exporters write them', async () => {
    expect(subjects(await readMailbox(fixture))).toEqual(all)
  })

  test('quoted From lines are unquoted by one, and prose that begins with From is no border', async () => {
    const [first] = await readMailbox(fixture)
    expect(first?.raw.toString()).toContain('\r\nFrom Monday on we are')
    expect(first?.raw.toString()).toContain('\r\n>From here it was quoted once')
    expect(first?.raw.toString()).toContain('\r\nFrom what I hear, 12 people come.')
  })

  test('bytes stay as they are, and the last line counts without its newline', async () => {
    const mails = await readMailbox(fixture)
    expect(mails[1]?.raw.toString('utf8')).toContain('Grüße aus Köln, 田中')
    expect(mails.at(-1)?.raw.toString()).toMatch(/No newline at its end$/)
  })

  test('CRLF gives the same messages', async () => {
    const crlf = write('crlf.mbox', readFileSync(fixture, 'utf8').replaceAll('\n', '\r\n'))
    expect(await readMailbox(crlf)).toEqual(await readMailbox(fixture))
  })

  test('a border without a blank line before it, which prose that looks like one is not', async () => {
    const prose = 'From ada@x.example I heard it.\nFrom Mon Jan 5 10:00:00 2026 on.\nFrom a@x.example Mon Jan 5 on'
    const border = (address: string, date: string) => `From ${address} ${date}\nSubject: ${address}\n\n${prose}\n`
    const file = write(
      'close.mbox',
      border('a@x.example', 'Mon Jan  5 10:00:00 2026') + border('b@x.example', 'Tue Jan 06 10:00:00 +0000 2026'),
    )
    const mails = await readMailbox(file)
    expect(subjects(mails)).toEqual(['a@x.example', 'b@x.example'])
    expect(mails[1]?.raw.toString()).toContain('From a@x.example Mon Jan 5 on')
  })

  test('borders without a date', async () => {
    const file = write('undated.mbox', 'From x\nSubject: One\n\nwords\n\nFrom y\nSubject: Two\n\nwords\n')
    expect(subjects(await readMailbox(file))).toEqual(['One', 'Two'])
  })

  test.each([
    ['an empty file', ''],
    ['something else', 'hello\nworld\n'],
  ])('%s is told in a sentence', async (name, content) => {
    await expect(readMailbox(write(`${name}.mbox`, content))).rejects.toThrow(
      /No mail was found in .*\. Give an mbox file/,
    )
  })

  test('a path that does not exist', async () => {
    await expect(readMailbox(path.join(scratch, 'nowhere'))).rejects.toThrow(/does not exist/)
  })
})

describe('a folder', () => {
  test('.eml files and Maildir folders at any depth, nothing else', async () => {
    write('folder/a.eml', 'Subject: A\n\nx')
    write('folder/deep/er/b.EML', 'Subject: B\n\nx')
    write('folder/inbox/cur/1700000000.M1.host:2,S', 'Subject: C\n\nx')
    write('folder/inbox/new/1700000001.M2.host', 'Subject: D\n\nx')
    write('folder/notes.txt', 'Subject: E\n\nx')
    write('folder/empty.eml', '')
    expect(subjects(await readMailbox(path.join(scratch, 'folder'))).sort()).toEqual(['A', 'B', 'C', 'D'])
  })
})

test.each([
  [{ bytes: 1_000, messages: 100 }, /MB; the sandbox takes up to 1 MB\. Export a part/],
  [{ bytes: 1_000_000, messages: 4 }, /holds 5 mails; the sandbox takes up to 4\. Export a part/],
])('more than it can hold (%o) is refused with what to do', async (limit, sentence) => {
  await expect(readMailbox(fixture, limit)).rejects.toThrow(sentence)
})

describe('the sandbox with exported mail', () => {
  test('holds it in place of the seed, unread, in threads, also what is broken', async () => {
    const messages = await loaded(fixture)
    expect(messages).toHaveLength(5)
    expect(messages.map(({ subject }) => subject).sort()).toEqual([
      '',
      'Bytes',
      'Quoting',
      'Re: Quoting',
      'The last one',
    ])
    for (const { labels, internalDate } of messages) {
      expect(labels).toEqual(['INBOX', 'UNREAD'])
      expect(Number.isFinite(internalDate)).toBe(true)
    }
    const threads = messages.filter(({ subject }) => subject.endsWith('Quoting')).map(({ threadId }) => threadId)
    expect(new Set(threads).size).toBe(1)
  })

  test('huge mail, mail that no parser takes, rubbish: the others come all the same', async () => {
    write('hard/huge.eml', `Subject: Huge\n\n${'words and words '.repeat(600_000)}`)
    const border = Array.from({ length: 400 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`)
    write('hard/nested.eml', `Subject: Nested\n${border.join('')}\nx`)
    write('hard/header.eml', `Subject: ${'x'.repeat(3_000_000)}\n\nx`)
    write('hard/bytes.eml', Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 256)))
    write('hard/good.eml', 'Subject: Good\n\nPlease answer.')
    const messages = await loaded(path.join(scratch, 'hard'))
    expect(messages).toHaveLength(5)
    expect(messages.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['Huge', 'Good']))
  })

  test('says how many mails it has read', async () => {
    const sandbox = await start({ mailbox: fixture })
    const health: unknown = await (await fetch(`${sandbox.url}/health`)).json()
    await sandbox.close()
    expect(health).toEqual({ status: 'ready', mailsRead: 5 })
  })

  test('a mailbox that cannot be read keeps it from starting', async () => {
    await expect(start({ mailbox: path.join(scratch, 'nowhere') })).rejects.toThrow(/does not exist/)
  })
})

const replies = path.resolve(import.meta.dirname, '../../../../shared/data/email-replies')

test.skipIf(!existsSync(replies))(
  'replies of ten mail programs (skipped without ../shared/data/email-replies)',
  async () => {
    const messages = await loaded(replies)
    expect(messages).toHaveLength(12)
    for (const { subject, from, snippet } of messages) {
      expect(subject).toMatch(/test|hello/i)
      expect(from).not.toBe('Unknown')
      expect(snippet).toMatch(/Hello/)
    }
  },
)
