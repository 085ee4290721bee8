import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { labelsOf } from '../src/seed/export-labels'
import { ada, clientOf, start } from './sandbox-client'

const scratch = mkdtempSync(path.join(tmpdir(), 'labels-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const mail = (headers: string, flags: string | null = null) => ({
  raw: Buffer.from(`From: x@y.example\r\n${headers}\r\nSubject: Hello\r\n\r\nwords`),
  flags,
})
const read = (value: string) => labelsOf(mail(`X-Gmail-Labels: ${value}`))

describe('the labels of Takeout', () => {
  test.each([
    ['Inbox,Unread', ['INBOX', 'UNREAD']],
    ['Inbox,Important,Opened,Category Personal', ['INBOX', 'IMPORTANT', 'CATEGORY_PERSONAL']],
    ['Archived,Unread,Category Promotions', ['UNREAD', 'CATEGORY_PROMOTIONS']],
    ['Archived,Opened,Category updates,Starred', ['CATEGORY_UPDATES', 'STARRED']],
    ['Sent,Opened', ['SENT']],
    ['Sent', ['SENT']],
    ['Drafts', ['DRAFT']],
    ['Spam,Unread', ['SPAM', 'UNREAD']],
    ['Trash,Category Social', ['TRASH', 'CATEGORY_SOCIAL']],
    ['Chat,Category Forums', ['CHAT', 'CATEGORY_FORUMS']],
    ['inbox, unread , Inbox', ['INBOX', 'UNREAD']],
  ])('%s', (value, system) => {
    expect(read(value)).toEqual({ system, own: [] })
  })

  test('a label of the person’s own keeps its name, also with a comma or a slash in it', () => {
    expect(read('Inbox,Clients/Meridian,"Rent, house",Opened')).toEqual({
      system: ['INBOX'],
      own: ['Clients/Meridian', 'Rent, house'],
    })
  })

  test.each([
    ['German', '=?UTF-8?Q?Posteingang,Ge=C3=B6ffnet,Kategorie:_Werbung?=', ['INBOX', 'CATEGORY_PROMOTIONS']],
    ['over two lines', '=?UTF-8?Q?Archiviert,Unge?=\r\n =?UTF-8?Q?lesen,Wichtig?=', ['UNREAD', 'IMPORTANT']],
    ['French, in Base64', `=?utf-8?B?${Buffer.from('Messages envoyés,Ouvert').toString('base64')}?=`, ['SENT']],
    [
      'quoted',
      '=?UTF-8?Q?Bo=C3=AEte_de_r=C3=A9ception,Non_lus,Cat=C3=A9gorie_"Mises_=C3=A0_jour"?=',
      ['INBOX', 'UNREAD', 'CATEGORY_UPDATES'],
    ],
    [
      'Spanish',
      '=?UTF-8?Q?Recibidos,No_le=C3=ADdos,Categor=C3=ADa:_Promociones?=',
      ['INBOX', 'UNREAD', 'CATEGORY_PROMOTIONS'],
    ],
    ['without encoding', 'Posteingang,Geöffnet', ['INBOX']],
  ])('in other languages: %s', (_, value, system) => {
    expect(read(value)).toEqual({ system, own: [] })
  })

  test('of a language that is not known the mail is unread in the inbox, as without the header', () => {
    const unread = { system: ['INBOX', 'UNREAD'], own: [] }
    expect(read('=?UTF-8?B?5Y+X5L+h44OI44Os44Kk?=')).toEqual(unread)
    expect(labelsOf(mail('X-Other: Sent'))).toEqual(unread)
  })
})

test.each([
  ['S', ['INBOX']],
  ['', ['INBOX', 'UNREAD']],
  ['FRS', ['INBOX', 'STARRED']],
  ['ST', ['TRASH']],
  ['D', ['DRAFT', 'UNREAD']],
])('the flags %j of a Maildir', (flags, system) => {
  expect(labelsOf(mail('X-Other: x', flags))).toEqual({ system, own: [] })
  expect(labelsOf(mail('X-Gmail-Labels: Sent', flags))).toEqual({ system: ['SENT'], own: [] })
})

describe('the sandbox with labelled mail', () => {
  const put = (name: string, subject: string, header = 'X-Other: x') => {
    const file = path.join(scratch, 'mail', name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `Subject: ${subject}\n${header}\nDate: Mon, 02 Mar 2026 08:00:00 +0000\n\nwords of ${subject}`)
  }

  test('holds it as it was, and lists spam and trash for those alone who ask', async () => {
    put('cur/1700000000.M1.host:2,S', 'Seen')
    put('cur/1700000000.M2.host:2,', 'Not seen')
    put('new/1700000000.M3.host', 'New')
    put('a.eml', 'Labelled', 'X-Gmail-Labels: Archived,Unread,Clients')
    put('b.eml', 'Spam', 'X-Gmail-Labels: Spam,Unread')
    const sandbox = await start({ mailbox: path.join(scratch, 'mail') })
    const mailbox = sandbox.store.mailbox(ada).data
    expect(Object.fromEntries(mailbox.messages.map(({ subject, labels }) => [subject, labels]))).toEqual({
      Seen: ['INBOX'],
      'Not seen': ['INBOX', 'UNREAD'],
      New: ['INBOX', 'UNREAD'],
      Labelled: ['UNREAD', 'Label_1'],
      Spam: ['SPAM', 'UNREAD'],
    })
    expect(mailbox.labels).toEqual([{ id: 'Label_1', name: 'Clients' }])
    const client = clientOf(sandbox)
    const { body } = await client.exchange(await client.code())
    const count = async (query: string) =>
      (await client.gmail(body.access_token, `/messages?${query}`)).body.resultSizeEstimate
    expect(await count('q=is:unread')).toBe(3)
    expect(await count('q=is:unread+in:spam')).toBe(1)
    expect(await count('labelIds=SPAM')).toBe(1)
    expect(await count('includeSpamTrash=true')).toBe(5)
    await sandbox.close()
  })
})
