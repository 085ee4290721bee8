import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch, ChangeRequest, ItemSource } from '@switchboard/core/ports/item-source'
import { systemClock } from '@switchboard/core/system-clock'
import { fakeClock } from '@switchboard/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { gmailSettingsSchema } from '@switchboard/providers/gmail/schema'
import { email, providerAt, redirectUri, worldOf } from './gmail-world'

const dayMs = 86_400_000

let sandbox: Sandbox
let accessToken: string
let source: ItemSource
let delivered = 0

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null })
  accessToken = (await worldOf(sandbox).weakTokens()).readOnly
})
afterAll(() => sandbox.close())
beforeEach(() => {
  source = sourceAt(systemClock)
})

function sourceAt(clock: { now(): Date }): ItemSource {
  const made = providerAt(sandbox.url, clock).source
  if (!made) throw new Error('Gmail has items.')
  return made
}

const accessWith = (settings: object, connectionId = 'connection-1'): Access => ({
  connectionId,
  accessToken,
  settings: gmailSettingsSchema.parse(settings),
  signal: AbortSignal.timeout(30_000),
  timeoutMs: 10_000,
})
const fetchWith = (settings: object, request: Partial<ChangeRequest> = {}) =>
  source.fetchChanges(accessWith(settings), { cursor: null, limit: 500, since: null, ...request })
const idsOf = ({ items }: ChangeBatch) => items.map(({ externalId }) => externalId)

async function deliver(labels: string[], daysAgo = 0): Promise<string> {
  const raw = Buffer.from(`From: Clara <clara@meridian.example>\r\nSubject: No ${++delivered}\r\n\r\nPlease answer.`)
  const receivedAt = new Date(Date.now() - daysAgo * dayMs)
  return (await sandbox.store.mailbox(email).add(raw, { labels, receivedAt })).id
}

function label(id: string, added: string[], removed: string[] = []): void {
  const mailbox = sandbox.store.mailbox(email)
  const message = mailbox.find(id)
  if (!message) throw new Error('There is no such mail.')
  mailbox.modify(message, added, removed)
}

describe('a mail that may answer ours', () => {
  const answer = async (labels: string[]) => {
    const head = `From: ${email}\r\nMessage-ID: <no-${++delivered}@meridian.example>\r\nTo: ada+${'0'.repeat(48)}@northwind.example`
    const mailbox = sandbox.store.mailbox(email)
    return (await mailbox.add(Buffer.from(`${head}\r\n\r\nApprove.`), { labels, receivedAt: new Date() })).id
  }

  test('is brought read or not, is its owner’s when they have sent it, and not when it was put aside', async () => {
    const { cursor } = await fetchWith({})
    const [theirs, own] = [await answer(['INBOX', 'UNREAD']), await answer(['SENT'])]
    for (const aside of ['SPAM', 'TRASH', 'DRAFT']) await answer([aside])
    const { replies = [], items } = await fetchWith({}, { cursor })
    const brought = replies.map(({ externalId, isOwners }) => ({ externalId, isOwners }))
    expect(new Set(brought)).toEqual(
      new Set([
        { externalId: theirs, isOwners: false },
        { externalId: own, isOwners: true },
      ]),
    )
    expect(replies.find(({ externalId }) => externalId === own)).toMatchObject({
      trustedServers: ['mx.google.com'],
      place: { id: own, threadId: own, messageId: expect.stringContaining('@meridian.example') },
    })
    expect(items.map(({ externalId }) => externalId)).toEqual([theirs])
  })
})

describe('which mail is read', () => {
  test('unread mail, unless all of it is asked for; the list and the history keep to it', async () => {
    const begun = { unread: await fetchWith({}), all: await fetchWith({ syncScope: 'all' }) }
    const [read, unread] = [await deliver(['INBOX']), await deliver(['INBOX', 'UNREAD'])]
    for (const cursor of [null, begun.unread.cursor]) {
      const ids = idsOf(await fetchWith({}, { cursor }))
      expect(ids).toContain(unread)
      expect(ids).not.toContain(read)
    }
    for (const cursor of [null, begun.all.cursor])
      expect(idsOf(await fetchWith({ syncScope: 'all' }, { cursor }))).toEqual(expect.arrayContaining([read, unread]))
  })

  test('a changed scope applies from then on: the history goes on from where it was', async () => {
    await deliver(['INBOX'])
    const { cursor } = await fetchWith({})
    const after = await deliver(['INBOX'])
    expect(idsOf(await fetchWith({ syncScope: 'all' }, { cursor }))).toEqual([after])
  })

  test('all mail is not what one has written, unless that is asked for; what one sends to oneself is', async () => {
    const all = { syncScope: 'all', filterLabels: [] }
    const begun = await fetchWith(all)
    const [sent, draft, toSelf] = [await deliver(['SENT']), await deliver(['DRAFT']), await deliver(['SENT', 'INBOX'])]
    for (const cursor of [null, begun.cursor]) {
      const ids = idsOf(await fetchWith(all, { cursor }))
      expect(ids).toContain(toSelf)
      for (const own of [sent, draft]) expect(ids).not.toContain(own)
      const asked = idsOf(await fetchWith({ ...all, filterLabels: ['SENT'] }, { cursor }))
      expect(asked).toEqual(expect.arrayContaining([sent, toSelf]))
    }
  })

  test('a star makes no old mail new; a label that is asked for does', async () => {
    const old = await deliver(['INBOX'])
    const { cursor } = await fetchWith({ syncScope: 'all' })
    label(old, ['STARRED'])
    expect(idsOf(await fetchWith({ syncScope: 'all' }, { cursor }))).toEqual([])
    expect(idsOf(await fetchWith({ syncScope: 'all', filterLabels: ['STARRED'] }, { cursor }))).toEqual([old])
    label(old, ['UNREAD'])
    expect(idsOf(await fetchWith({}, { cursor }))).toEqual([old])
  })
})

describe('what a resync cannot bring', () => {
  const since = new Date(Date.now() - 3 * dayMs)

  test('is mail that was read elsewhere since: the range is named, once', async () => {
    const now = new Date('2026-11-21T10:00:00Z')
    source = sourceAt({ now: () => now })
    const first = await fetchWith({}, { since, limit: 1 })
    expect(first.notCovered).toEqual({ from: since, to: now })
    expect((await fetchWith({}, { cursor: first.cursor, limit: 1 })).notCovered).toBeNull()
  })

  test.each([
    ['all mail is read', { syncScope: 'all' }, since],
    ['there was no sync before it', {}, null],
  ])('is nothing when %s', async (_, settings, begin) => {
    expect((await fetchWith(settings, { since: begin })).notCovered).toBeNull()
  })

  test('is looked for by people with Gmail’s own search', () => {
    const span = { from: new Date('2026-11-12T09:14:00.500Z'), to: new Date('2026-11-19T10:02:00.500Z') }
    const address = source.addressOf?.(span) ?? ''
    expect(decodeURIComponent(address)).toBe(
      'https://mail.google.com/mail/u/0/#search/after:1794474840 before:1795082521',
    )
  })
})

describe('how far back the first sync goes', () => {
  const narrow = { filterLabels: ['Reports'] }
  let old: string
  let recent: string
  beforeAll(async () => {
    const reports = sandbox.store.mailbox(email).labelId('Reports')
    old = await deliver(['UNREAD', reports], 40)
    recent = await deliver(['UNREAD', reports], 5)
  })

  test('as far as there is mail, or as many days as the settings say', async () => {
    expect(idsOf(await fetchWith(narrow))).toEqual([recent, old])
    expect(idsOf(await fetchWith({ ...narrow, lookBackDays: 30 }))).toEqual([recent])
  })

  test('a resync goes back to its gap, wherever the settings end', async () => {
    const settings = { ...narrow, lookBackDays: 30 }
    const since = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs)
    expect(idsOf(await fetchWith(settings, { since: since(3) }))).toEqual([])
    expect(idsOf(await fetchWith(settings, { since: since(50) }))).toEqual([recent, old])
  })

  test('a first sync under way begins anew under other settings, and a resync keeps its bound', async () => {
    const first = await fetchWith(narrow, { limit: 1 })
    expect(idsOf(first)).toEqual([recent])
    expect(idsOf(await fetchWith(narrow, { cursor: first.cursor, limit: 1 }))).toEqual([old])
    const bounded = await fetchWith({ ...narrow, lookBackDays: 30 }, { cursor: first.cursor, limit: 1 })
    expect(idsOf(bounded)).toEqual([recent])
    expect(bounded.cursor).toMatchObject({ phase: 'history' })

    const resync = await fetchWith(narrow, { since: new Date(Date.now() - 50 * dayMs), limit: 1 })
    const { cursor } = await fetchWith({ ...narrow, lookBackDays: 30 }, { cursor: resync.cursor, limit: 1 })
    const rest = await fetchWith({ ...narrow, lookBackDays: 30 }, { cursor, limit: 1 })
    expect(idsOf(rest)).toEqual([old])
  })
})

describe('the list of labels', () => {
  const clients = { filterLabels: ['Clients'] }
  const clock = fakeClock()
  const listed = 1_000
  /** How often Google was asked for it by what `use` does. */
  async function askedBy(use: () => Promise<unknown>): Promise<number> {
    const { id } = sandbox.faults.add({ path: '/gmail/v1/users/me/labels', delayMs: 0, times: listed })
    await use()
    const left = sandbox.faults.list().find((fault) => fault.id === id)?.times
    sandbox.faults.clear()
    return listed - Number(left)
  }
  const fetchTwice = async (settings: object) => [await fetchWith(settings), await fetchWith(settings)]
  beforeEach(() => {
    source = sourceAt(clock)
  })

  test('is asked for once, and again when its time is over', async () => {
    expect(await askedBy(() => fetchTwice(clients))).toBe(1)
    clock.advance(10 * 60_000)
    expect(await askedBy(() => fetchWith(clients))).toBe(0)
    clock.advance(1)
    expect(await askedBy(() => fetchWith(clients))).toBe(1)
  })

  test('counts as a call only when it is asked for', async () => {
    const [first, second] = await fetchTwice(clients)
    expect(Number(first?.apiCalls) - Number(second?.apiCalls)).toBe(1)
    expect(Number(first?.quotaUnits) - Number(second?.quotaUnits)).toBe(1)
  })

  test('is asked for each time with 0 minutes, and never for labels that every mailbox has', async () => {
    expect(await askedBy(() => fetchTwice({ ...clients, cacheMinutes: 0 }))).toBe(2)
    expect(await askedBy(() => fetchTwice({ filterLabels: ['INBOX'] }))).toBe(0)
  })

  test('is remembered for its own connection, whatever its token, until its settings change', async () => {
    await fetchWith(clients)
    const request = { cursor: null, limit: 5, since: null }
    const renewed = (await worldOf(sandbox).weakTokens()).readOnly
    const again = { ...accessWith(clients), accessToken: renewed }
    expect(await askedBy(() => source.fetchChanges(again, request))).toBe(0)
    expect(await askedBy(() => source.fetchChanges(accessWith(clients, 'connection-2'), request))).toBe(1)
    expect(await askedBy(() => fetchWith({ ...clients, cacheMinutes: 9 }))).toBe(1)
  })

  test('is asked for when settings are saved', async () => {
    await fetchWith(clients)
    expect(await askedBy(async () => source.checkedSettings?.check(accessWith(clients)))).toBe(1)
  })

  test('is asked for once more before a label that it lacks is refused', async () => {
    const settings = { filterLabels: ['Clients', 'Freight'] }
    const refused = { code: 'invalid_input', field: 'filterLabels' }
    expect(await askedBy(() => expect(fetchWith(settings)).rejects.toMatchObject(refused))).toBe(1)
    sandbox.store.mailbox(email).labelId('Freight')
    expect(await askedBy(() => expect(fetchWith(settings)).resolves.toMatchObject({ items: [] }))).toBe(1)
    expect(await askedBy(() => fetchWith(settings))).toBe(0)
  })

  describe('a label that was deleted and made again', () => {
    const travel = { filterLabels: ['Travel'] }
    /** Under the same name it has another id. */
    function remake(): string {
      const { data } = sandbox.store.mailbox(email)
      data.labels = data.labels.map((own) => (own.name === 'Travel' ? { ...own, id: `${own.id}1` } : own))
      return sandbox.store.mailbox(email).labelId('Travel')
    }
    beforeEach(() => void sandbox.store.mailbox(email).labelId('Travel'))

    test('is found by a list that Google has refused', async () => {
      await fetchWith(travel)
      const id = await deliver(['UNREAD', remake()])
      expect(idsOf(await fetchWith(travel))).toContain(id)
    })

    test('is found by the history, and no mail with it is lost', async () => {
      const { cursor } = await fetchWith(travel)
      const id = await deliver(['UNREAD', remake()])
      expect(idsOf(await fetchWith(travel, { cursor }))).toEqual([id])
    })

    test('is found by the history also on a mail of long ago', async () => {
      const old = await deliver(['UNREAD'])
      const { cursor } = await fetchWith(travel)
      label(old, [remake()])
      expect(idsOf(await fetchWith(travel, { cursor }))).toEqual([old])
    })

    test('is refused when it is gone', async () => {
      await fetchWith(travel)
      const { data } = sandbox.store.mailbox(email)
      data.labels = data.labels.filter(({ name }) => name !== 'Travel')
      await expect(fetchWith(travel)).rejects.toMatchObject({ code: 'invalid_input', field: 'filterLabels' })
    })
  })
})
