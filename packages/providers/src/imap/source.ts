import type { ImapFlow, MailboxObject } from 'imapflow'
import { SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { Clock } from '@switchboard/core/ports/clock'
import type { ChangeBatch, ChangeRequest, ItemReader } from '@switchboard/core/ports/item-source'
import type { ItemWriter } from '@switchboard/core/ports/item-writer'
import type { Json } from '@switchboard/core/ports/json'
import { parseMail } from '../mail/parse-mail'
import { mailEffects } from '../mail/effects'
import { notCoveredBy } from '../mail/list-bounds'
import { accepted, type ImapConfig, step } from './client'
import { endedMails } from './ended-mails'
import { ensureArchive, findFolder, listFolders, noSuchFolder, openFolder } from './folders'
import { externalIdOf, receivedAt } from './identity'
import { listenImap } from './listen'
import { findIn, locate } from './locate'
import { readHeads, readMails } from './read-mails'
import { type ImapCursor, imapInverseSchema, imapSettingsSchema, type ListCursor } from './schema'
import { beginList, flagsSeen, flagsUpTo, isAskedFor, isOpen, listQuery, resumed, unreadAgainQuery } from './scope'
import { accountOf, createSessions } from './sessions'
import { smtpServerOf } from './smtp-server'

/** What a list found, for as long as its conversation lasts: asking again for each batch would take the square of its length. */
const listings = new WeakMap<ImapFlow, { query: string; uids: number[] }>()

type Page = { uids: number[]; next: ImapCursor; more: boolean; expected: number | null }

export function imapSource(config: ImapConfig & { clock: Pick<Clock, 'now'> }): ItemReader & ItemWriter {
  const { clock } = config
  const withSession = createSessions(config)

  async function listPage(client: ImapFlow, access: Access, cursor: ListCursor, limit: number): Promise<Page> {
    const query = JSON.stringify([cursor.folder, cursor.uidValidity, listQuery(cursor)])
    const known = listings.get(client)
    const uids = known?.query === query ? known.uids : await search(client, access, listQuery(cursor))
    listings.set(client, { query, uids })
    const left = uids.filter((uid) => uid < cursor.below)
    const page = left.slice(-limit).toReversed()
    const { folder, uidValidity, nextUid, flags } = cursor
    const isLast = page.length === left.length
    return {
      uids: page,
      next: isLast ? { phase: 'news', folder, uidValidity, nextUid, flags } : { ...cursor, below: page.at(-1) ?? 1 },
      more: true,
      expected: left.length,
    }
  }

  async function newsPage(
    client: ImapFlow,
    access: Access,
    box: MailboxObject,
    cursor: ImapCursor & { phase: 'news' },
    limit: number,
  ): Promise<Page> {
    // The end of `n:*` is the last mail, also when its UID is smaller.
    const found = await search(client, access, { uid: `${cursor.nextUid}:*` })
    const news = found.filter((uid) => uid >= cursor.nextUid)
    const page = news.slice(0, limit)
    const last = page.at(-1)
    if (last === undefined) return unreadAgainPage(client, access, box, cursor, limit)
    return {
      uids: page,
      next: { ...cursor, nextUid: last + 1 },
      more: true,
      expected: null,
    }
  }

  /** After the news: what was brought already comes to nothing more. */
  async function unreadAgainPage(
    client: ImapFlow,
    access: Access,
    box: MailboxObject,
    cursor: ImapCursor & { phase: 'news' },
    limit: number,
  ): Promise<Page> {
    const query = unreadAgainQuery(cursor, box, imapSettingsSchema.parse(access.settings), clock.now())
    const found = query === null ? [] : (await search(client, access, query)).toSorted((a, b) => a - b)
    const page = found.slice(0, limit)
    const isLast = page.length === found.length
    const flags = isLast ? flagsSeen(cursor, box) : flagsUpTo(cursor, box, page.at(-1) ?? 0)
    return { uids: page, next: { ...cursor, flags }, more: !isLast, expected: null }
  }

  const search = async (client: ImapFlow, access: Access, query: Parameters<ImapFlow['search']>[0]) =>
    accepted(client, await step(client, access, () => client.search(query, { uid: true })), 'SEARCH')

  async function fetchChanges(client: ImapFlow, access: Access, request: ChangeRequest): Promise<ChangeBatch> {
    const settings = imapSettingsSchema.parse(access.settings)
    const now = clock.now()
    const box = await openFolder(client, access, settings.folder, { readOnly: true })
    const cursor =
      request.cursor === null
        ? beginList(box, settings, request.since, now)
        : resumed(request.cursor, box, settings, now)
    const page =
      cursor.phase === 'list'
        ? await listPage(client, access, cursor, request.limit)
        : await newsPage(client, access, box, cursor, request.limit)
    const heads = await readHeads(client, access, page.uids)
    const wanted = heads
      .filter((head) => isAskedFor({ flags: head.flags ?? new Set(), receivedAt: receivedAt(head) }, settings, cursor))
      // Servers answer in their own order.
      .toSorted((a, b) => page.uids.indexOf(a.uid) - page.uids.indexOf(b.uid))
    const trustedServers = settings.sendersCheckedBy === '' ? [] : [settings.sendersCheckedBy]
    const { items, replies, unreadable, reads } = await readMails(client, access, wanted, box.path, trustedServers)
    // Once a run, at its end: IMAP tells of what came, and not of what has left.
    const open = page.more ? [] : ((await request.open?.()) ?? [])
    return {
      items,
      over: await endedMails(client, access, box, open),
      // A mail that comes into the folder again has another UID there, and is news.
      back: heads.filter(({ flags }) => isOpen(flags ?? new Set())).map(externalIdOf),
      ...(replies.length > 0 ? { replies } : {}),
      unreadable,
      notCovered: request.cursor === null ? notCoveredBy(settings, request.since, now) : null,
      cursor: page.next,
      more: page.more,
      // A later batch of the list would tell what is left of it.
      expected: request.cursor === null ? page.expected : null,
      apiCalls: 3 + reads,
      quotaUnits: 0,
    }
  }

  return {
    fetchChanges: (access, request) => withSession(access, (client) => fetchChanges(client, access, request)),

    async warmUp() {
      await parseMail(Buffer.from('From: a@localhost\r\nSubject: Hello\r\n\r\nHello!\r\n'))
    },

    listen: (access, onNews) => listenImap(config, access, onNews),

    checkHealth: (access) =>
      withSession(access, async (client) => {
        const { folder } = imapSettingsSchema.parse(access.settings)
        await openFolder(client, access, folder, { readOnly: true })
        const { address } = accountOf(access)
        return { id: address.toLowerCase(), name: address }
      }),

    effects: mailEffects,

    inverseOf: (access, action, externalId) =>
      withSession(access, async (client): Promise<Json> => {
        const settings = imapSettingsSchema.parse(access.settings)
        const { folder, uids } = await locate(client, access, settings, externalId)
        if (action === 'archive') return { folder: folder === settings.folder ? folder : null }
        const heads = await readHeads(client, access, uids)
        return { unread: heads.some(({ flags }) => !flags?.has('\\Seen')) }
      }),

    apply: (access, action, externalId) =>
      withSession(access, async (client) => {
        const settings = imapSettingsSchema.parse(access.settings)
        const { folder, uids } = await locate(client, access, settings, externalId)
        if (action === 'mark_read') {
          const change = () => client.messageFlagsAdd(uids, ['\\Seen'], { uid: true })
          accepted(client, (await step(client, access, change)) || null, 'STORE')
          return
        }
        // Whoever has moved it elsewhere knows better where it belongs.
        if (folder !== settings.folder) return
        const archive = await ensureArchive(client, access, settings)
        if (archive === folder) return
        const move = () => client.messageMove(uids, archive, { uid: true })
        accepted(client, await step(client, access, move), 'MOVE')
      }),

    revert: (access, _action, externalId, inverse) =>
      withSession(access, async (client) => {
        const settings = imapSettingsSchema.parse(access.settings)
        const before = imapInverseSchema.parse(inverse)
        if ('unread' in before) {
          if (!before.unread) return
          const { uids } = await locate(client, access, settings, externalId)
          const change = () => client.messageFlagsRemove(uids, ['\\Seen'], { uid: true })
          accepted(client, (await step(client, access, change)) || null, 'STORE')
          return
        }
        const { folder } = before
        if (folder === null || (await findIn(client, access, folder, externalId))) return
        const { uids } = await locate(client, access, settings, externalId)
        const move = () => client.messageMove(uids, folder, { uid: true })
        accepted(client, await step(client, access, move), 'MOVE')
      }),

    checkedSettings: {
      fields: ['folder', 'archiveFolder', 'sendMessages'],
      check: (access) =>
        withSession(access, async (client) => {
          const settings = imapSettingsSchema.parse(access.settings)
          if (settings.sendMessages && !smtpServerOf(accountOf(access)))
            throw new SwitchboardError(
              'invalid_input',
              'Reach me by this mailbox: reconnect it and name its server for sending first.',
              { field: 'sendMessages' },
            )
          const folders = await listFolders(client, access)
          const named = (field: 'folder' | 'archiveFolder') => {
            const folder = findFolder(folders, settings[field])
            if (!folder) throw noSuchFolder(field, settings[field], null)
            return folder.path
          }
          return {
            folder: named('folder'),
            archiveFolder: settings.archiveFolder === '' ? '' : named('archiveFolder'),
            sendMessages: settings.sendMessages,
          }
        }),
    },
  }
}
