import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch } from '@switchboard/core/ports/item-source'
import type { Json } from '@switchboard/core/ports/json'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Dovecot, hasDovecot, startDovecot } from '@switchboard/testing/dovecot'
import { imapAt, newMail, valuesFor } from './imap-world'

describe.skipIf(!hasDovecot())('a mailbox on a real server', () => {
  let dovecot: Dovecot
  let provider: ReturnType<typeof imapAt>
  let user: string
  const people = Array.from({ length: 30 }, (_, at) => `person-${at}@mail.example`)

  beforeAll(async () => {
    dovecot = await startDovecot({ users: Object.fromEntries(people.map((person) => [person, 'secret'])) })
    provider = imapAt(dovecot)
  })
  afterAll(() => dovecot?.stop())
  beforeEach(() => {
    user = people.pop() ?? ''
  })

  const writer = () => {
    const { inverseOf, apply, revert } = provider.source
    if (!inverseOf || !apply || !revert) throw new Error('Mail takes changes.')
    return { inverseOf, apply, revert }
  }
  const access = (settings: object = {}, more: Partial<Access> = {}): Access => ({
    connectionId: user,
    accessToken: JSON.stringify({ ...valuesFor(dovecot), address: user, user, password: 'secret' }),
    settings: provider.settings.parse(settings),
    signal: AbortSignal.timeout(60_000),
    timeoutMs: 10_000,
    ...more,
  })
  const fetch = (cursor: Json, settings: object = {}, { limit = 20, since = null as Date | null } = {}) =>
    provider.source.fetchChanges(access(settings), { cursor, limit, since })
  /** What has become of mails by now, while somebody waits for them. */
  const overOf = async (items: ChangeBatch['items'], cursor: Json, settings: object = {}) => {
    const open = items.map((item) => ({
      externalId: item.externalId,
      threadId: item.threadId ?? null,
      receivedAt: new Date(item.receivedAt),
      labels: item.kind === 'email' ? item.labels : [],
    }))
    const request = { cursor, limit: 20, since: null, open: async () => open }
    const { over = [] } = await provider.source.fetchChanges(access(settings), request)
    return over.map(({ externalId, reason }) => [items.find((item) => item.externalId === externalId)?.title, reason])
  }
  const fetchAll = async (from: Json, settings: object = {}, options: { limit?: number; since?: Date | null } = {}) => {
    const batches: ChangeBatch[] = []
    for (let cursor = from; ; cursor = batches.at(-1)?.cursor ?? null) {
      batches.push(
        await fetch(cursor, settings, { ...options, since: cursor === null ? (options.since ?? null) : null }),
      )
      if (!batches.at(-1)?.more) break
    }
    return {
      items: batches.flatMap(({ items }) => items),
      unreadable: batches.flatMap(({ unreadable }) => unreadable),
      cursor: batches.at(-1)?.cursor ?? null,
      batches,
    }
  }
  const titles = ({ items }: Pick<ChangeBatch, 'items'>) => items.map(({ title }) => title)
  const deliver = async (subject: string, fields: Parameters<typeof newMail>[1] = {}, folder?: string) => {
    const mail = newMail(subject, fields)
    await dovecot.deliver(user, mail.raw, folder)
    return mail.messageId
  }
  const idOf = async (title: string) =>
    (await fetchAll(null, { syncScope: 'all' })).items.find((item) => item.title === title)?.externalId ?? ''

  test('the newest mail comes first, and progress is known from the beginning', async () => {
    for (const subject of ['One', 'Two', 'Three']) await deliver(subject)
    const { items, batches } = await fetchAll(null, {}, { limit: 2 })
    expect(titles({ items })).toEqual(['Three', 'Two', 'One'])
    expect(batches.map(({ expected }) => expected)).toEqual([3, null, null])
    expect(items[0]).toMatchObject({
      kind: 'email',
      sender: { name: 'Clara Vance', address: 'clara@meridian.example' },
      text: 'Please answer by Friday.',
      unread: true,
      labels: ['INBOX'],
      snippet: 'Please answer by Friday.',
    })
  })

  test('a mail that may answer ours is brought as one, with the server whose word on its sender counts', async () => {
    const answered = '<01931111-0000-7000-8000-000000000001@localhost>'
    const raw = newMail('Re: Ship it?').raw.replace(/^/, `In-Reply-To: ${answered}\n`)
    await dovecot.deliver(user, raw)
    await deliver('Another')
    const [trusting, careful] = [await fetch(null, { sendersCheckedBy: 'mx.mail.example' }), await fetch(null)]
    expect(trusting.replies).toMatchObject([
      {
        externalId: await idOf('Re: Ship it?'),
        isOwners: false,
        trustedServers: ['mx.mail.example'],
        place: { subject: 'Ship it?', messageId: expect.stringContaining('@meridian.example') },
      },
    ])
    expect(careful.replies?.map(({ trustedServers }) => trustedServers)).toEqual([[]])
  })

  test('read mail and mail that is to be deleted is left out; all mail is brought when that is asked for', async () => {
    const [read, deleted] = [await deliver('Read'), await deliver('Deleted')]
    await deliver('New')
    await dovecot.admin('flags add', user, '\\Seen', 'header', 'message-id', read)
    await dovecot.admin('flags add', user, '\\Deleted', 'header', 'message-id', deleted)
    expect(titles(await fetchAll(null))).toEqual(['New'])
    expect(titles(await fetchAll(null, { syncScope: 'all' }))).toEqual(['New', 'Read'])
    // The list begins anew under other settings.
    await deliver('Newer')
    const first = await fetch(null, {}, { limit: 1 })
    expect(titles(await fetchAll(first.cursor, { syncScope: 'all' }))).toEqual(['Newer', 'New', 'Read'])
  })

  test('a mail that was read when it came is brought when it is marked unread again, page by page', async () => {
    const read = [await deliver('Read 1'), await deliver('Read 2'), await deliver('Read 3')]
    const mark = (change: 'add' | 'remove', id: string) =>
      dovecot.admin(`flags ${change}`, user, '\\Seen', 'header', 'message-id', id)
    for (const id of read) await mark('add', id)
    const known = await deliver('Known')
    const first = await fetchAll(null)
    expect(titles(first)).toEqual(['Known'])
    const quiet = await fetchAll(first.cursor)
    expect([titles(quiet), quiet.batches.length]).toEqual([[], 1])
    for (const id of read) await mark('remove', id)
    await mark('add', known)
    const back = await fetchAll(quiet.cursor, {}, { limit: 2 })
    expect(titles(back)).toEqual(['Read 1', 'Read 2', 'Read 3'])
    expect(titles(await fetchAll(back.cursor))).toEqual([])
    // News alone are read once, though they change the folder as well.
    await deliver('Newer')
    const news = await fetchAll(back.cursor)
    expect(titles(news)).toEqual(['Newer'])
    expect(titles(await fetchAll(news.cursor))).toEqual([])
  })

  test('a mail that is marked unread again while later ones are brought comes with the next search', async () => {
    const read = [await deliver('Read 1'), await deliver('Read 2'), await deliver('Read 3')]
    const mark = (change: 'add' | 'remove', id: string | undefined) =>
      dovecot.admin(`flags ${change}`, user, '\\Seen', 'header', 'message-id', id ?? '')
    for (const id of read) await mark('add', id)
    const before = await fetchAll(null)
    await mark('remove', read[1])
    await mark('remove', read[2])
    const page = await fetch(before.cursor, {}, { limit: 1 })
    expect([titles(page), page.more]).toEqual([['Read 2'], true])
    await mark('remove', read[0])
    const rest = await fetchAll(page.cursor, {}, { limit: 1 })
    expect(titles(rest)).toEqual(['Read 3'])
    const late = await fetchAll(rest.cursor)
    expect(titles(late)).toEqual(['Read 1'])
    expect(titles(await fetchAll(late.cursor))).toEqual([])
  })

  test('a new UIDVALIDITY: the cursor has expired, and each mail keeps its id', async () => {
    for (const subject of ['One', 'Two']) await deliver(subject)
    const before = await fetchAll(null)
    await dovecot.renumber(user, 'INBOX', 2_100_000_000)
    await expect(fetch(before.cursor)).rejects.toMatchObject({ code: 'cursor_expired' })
    const after = await fetchAll(null, {}, { since: new Date(Date.now() - 3_600_000) })
    expect(after.items.map(({ externalId }) => externalId)).toEqual(before.items.map(({ externalId }) => externalId))
    // What was read elsewhere meanwhile is not among it, and that is said.
    expect(after.batches[0]?.notCovered).toMatchObject({ from: expect.any(Date) })
  })

  test('two mails with one Message-ID are two, and one without any is found again', async () => {
    const messageId = '<always-the-same@careless.example>'
    await deliver('First', { messageId })
    await deliver('Second', { messageId })
    await deliver('Without', { messageId: null })
    const { items } = await fetchAll(null)
    expect(new Set(items.map(({ externalId }) => externalId)).size).toBe(3)
    for (const item of items.slice(0, 2)) await writer().apply(access(), 'archive', item.externalId)
    expect(titles(await fetchAll(null))).toEqual(['First'])
  })

  test('another folder is begun like a first sync; one that is not there is named', async () => {
    await deliver('In the inbox')
    const { cursor } = await fetchAll(null)
    await dovecot.admin('mailbox create', user, 'Clients')
    await deliver('A client’s', {}, 'Clients')
    expect(titles(await fetchAll(cursor, { folder: 'Clients' }))).toEqual(['A client’s'])
    const check = async (given: Access) => provider.source.checkedSettings?.check(given)
    expect(await check(access({ folder: 'clients', archiveFolder: 'trash' }))).toEqual({
      folder: 'Clients',
      archiveFolder: 'Trash',
      sendMessages: false,
    })
    const refused = { code: 'invalid_input', field: 'folder', message: 'There is no folder ‘Nowhere’ in this mailbox.' }
    await expect(check(access({ folder: 'Nowhere' }))).rejects.toMatchObject(refused)
    await expect(fetch(cursor, { folder: 'Nowhere' })).rejects.toMatchObject({
      ...refused,
      message: `${refused.message} Change the folder in the settings.`,
    })
  })

  test('the archive is made where there is none, and named where there is one', async () => {
    const [first, second] = [await deliver('First'), await deliver('Second')]
    await writer().apply(access(), 'archive', await idOf('First'))
    expect(await dovecot.stateOf(user, first)).toEqual({ folder: 'Archive', unread: true })
    await dovecot.admin('mailbox create', user, 'Done')
    await writer().apply(access({ archiveFolder: 'Done' }), 'archive', await idOf('Second'))
    expect(await dovecot.stateOf(user, second)).toEqual({ folder: 'Done', unread: true })
  })

  test('a mail that somebody has moved is found where it is, and left there', async () => {
    const messageId = await deliver('Moved')
    const id = await idOf('Moved')
    await dovecot.admin('mailbox create', user, 'Clients')
    await dovecot.move(user, messageId, 'Clients')
    const inverse = await writer().inverseOf(access(), 'archive', id)
    await writer().apply(access(), 'archive', id)
    await writer().apply(access(), 'mark_read', id)
    expect(await dovecot.stateOf(user, messageId)).toEqual({ folder: 'Clients', unread: false })
    await writer().revert(access(), 'archive', id, inverse)
    expect(await dovecot.stateOf(user, messageId)).toEqual({ folder: 'Clients', unread: false })
    // Thrown away is gone.
    await dovecot.move(user, messageId, 'Trash')
    await expect(writer().apply(access(), 'mark_read', id)).rejects.toMatchObject({ code: 'gone' })
  })

  test('a mail that is taken back from the archive is no other mail', async () => {
    await deliver('Back again')
    const { items, cursor } = await fetchAll(null)
    const id = items[0]?.externalId ?? ''
    const inverse = await writer().inverseOf(access(), 'archive', id)
    await writer().apply(access(), 'archive', id)
    await writer().revert(access(), 'archive', id, inverse)
    expect((await fetchAll(cursor)).items.map(({ externalId }) => externalId)).toEqual([id])
  })

  test('a large mail comes whole, and its attachment is listed', async () => {
    const parts = [
      'From: Clara <clara@meridian.example>\nSubject: Large\nMIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nPlease sign this.\n--b',
      'Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.pdf',
      `Content-Transfer-Encoding: base64\n\n${`${'QUJD'.repeat(19)}\n`.repeat(80_000)}--b--\n`,
    ]
    await dovecot.deliver(user, parts.join('\n'))
    const [mail] = (await fetchAll(null)).items
    expect(mail).toMatchObject({
      text: 'Please sign this.',
      attachments: [{ fileName: 'a.pdf', sizeBytes: 4_560_000 }],
    })
  })

  test('mail that was answered, moved or deleted is over while somebody waits for it, and nothing else is', async () => {
    const [answered, moved, , deleted, expunged] = [
      await deliver('Answered'),
      await deliver('Moved'),
      await deliver('Left'),
      await deliver('To be deleted'),
      await deliver('Expunged'),
    ]
    await deliver('Left without Message-ID', { messageId: null })
    for (let count = 0; count < 12; count++) await deliver(`Left ${count}`)
    const { items, cursor } = await fetchAll(null)
    expect(await overOf(items, cursor)).toEqual([])
    await dovecot.admin('mailbox create', user, 'Kept')
    await dovecot.admin('flags add', user, '\\Answered', 'header', 'message-id', answered)
    await dovecot.admin('flags add', user, '\\Deleted', 'header', 'message-id', deleted)
    await dovecot.admin('flags add', user, '\\Seen', 'all')
    await dovecot.move(user, moved, 'Kept')
    await dovecot.remove(user, expunged)
    const ended = [
      ['Answered', 'The mail was answered.'],
      ['Expunged', 'The mail was moved to another folder, or deleted.'],
      ['Moved', 'The mail was moved to another folder, or deleted.'],
      ['To be deleted', 'The mail was deleted.'],
    ]
    expect((await overOf(items, cursor)).toSorted()).toEqual(ended)
    // It is asked once a run, of those alone that somebody waits for.
    expect(await overOf([], cursor)).toEqual([])
    // In another folder nothing of this one is missed.
    const other = await fetchAll(null, { folder: 'Kept' })
    expect(await overOf(items, other.cursor, { folder: 'Kept' })).toEqual([])
    // What is answered is not brought, whatever mail is read.
    expect(titles(await fetchAll(null, { syncScope: 'all' }))).not.toContain('Answered')
  })

  test('mail that comes back into the folder is named, read or not; answered mail is not', async () => {
    const [moved, answered] = [await deliver('Moved'), await deliver('Answered')]
    const { items, cursor } = await fetchAll(null)
    await dovecot.admin('mailbox create', user, 'Kept')
    await dovecot.admin('flags add', user, '\\Seen', 'all')
    await dovecot.admin('flags add', user, '\\Answered', 'header', 'message-id', answered)
    for (const id of [moved, answered]) await dovecot.move(user, id, 'Kept')
    for (const id of [moved, answered]) await dovecot.move(user, id, 'INBOX')
    const { batches } = await fetchAll(cursor)
    const back = batches.flatMap((batch) => batch.back ?? [])
    expect(back).toEqual([items.find(({ title }) => title === 'Moved')?.externalId])
  })

  test('news are told as they come, until one stops listening', async () => {
    const stop = new AbortController()
    let news = 0
    const listening = provider.source.listen?.(access({}, { signal: stop.signal }), () => (news += 1))
    // What came before one listened, too.
    await expect.poll(() => news, { timeout: 5_000 }).toBe(1)
    const now = await deliver('Now')
    await expect.poll(() => news, { timeout: 5_000 }).toBe(2)
    // Being read is no news, being answered or gone is.
    await dovecot.admin('flags add', user, '\\Seen', 'all')
    await dovecot.admin('flags add', user, '\\Answered', 'all')
    await expect.poll(() => news, { timeout: 5_000 }).toBe(3)
    await dovecot.remove(user, now)
    await expect.poll(() => news, { timeout: 5_000 }).toBe(4)
    stop.abort()
    await listening
    const wrong = access({}, { accessToken: access().accessToken.replace('"secret"', '"withdrawn"') })
    await expect(provider.source.listen?.(wrong, () => undefined)).rejects.toMatchObject({ code: 'unauthorized' })
  })

  test('the server being away passes, and an ended password needs a person', async () => {
    const away = access({}, { accessToken: JSON.stringify({ ...valuesFor(dovecot), address: user, user, port: 1 }) })
    await expect(provider.source.checkHealth(away)).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    const wrong = JSON.stringify({ ...valuesFor(dovecot), address: user, user, password: 'withdrawn' })
    await expect(provider.source.checkHealth(access({}, { accessToken: wrong }))).rejects.toMatchObject({
      code: 'unauthorized',
      retryable: false,
    })
  })
})
