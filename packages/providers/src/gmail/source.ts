import { SwitchboardError, isSwitchboardError } from '@switchboard/core/errors'
import type { EmailItem } from '@switchboard/core/items'
import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch, ChangeRequest, ItemSource } from '@switchboard/core/ports/item-source'
import type { ArrivedReply } from '@switchboard/core/ports/mail-reply'
import type { GoogleConfig } from '../google/oauth'
import { isBadRequest } from '../google/translate-error'
import { parseMail } from '../mail/parse-mail'
import { boundsOf, notCoveredBy } from '../mail/list-bounds'
import { isOwnMail } from '../mail/own-mail'
import { gmailActs } from './acts'
import { callGmail, loadGmail } from './client'
import { answeredBy, lastWords } from './ended-mails'
import { fetchMails } from './fetch-mails'
import { createLabelFilter, type LabelFilter } from './label-filter'
import { lookingAgain } from './look-again'
import { mailLabels } from './mail-labels'
import { paceGets } from './pace-gets'
import { onPage, partRead } from './part-read'
import { readMoves } from './read-history'
import { readReply } from './read-reply'
import { units } from './units'
import { gmailWriter } from './write-back'
import {
  bringsMail,
  hasUnknownLabel,
  isAnswer,
  isAskedFor,
  mailAddress,
  gmailWebUrl,
  historyFrom,
  queryOf,
  resumed,
  searchAddress,
} from './scope'
import {
  anyMessageSchema,
  type GmailCursor,
  type ListCursor,
  type HistoryCursor,
  gmailSettingsSchema,
  historySchema,
  listSchema,
  type MailThread,
  messageSchema,
  profileSchema,
  threadSchema,
} from './schema'

export function gmailSource({
  apiUrl,
  clock,
  webUrl = gmailWebUrl,
  unitsPerSecond,
}: Pick<GoogleConfig, 'apiUrl' | 'clock'> & { webUrl?: string; unitsPerSecond?: number }): ItemSource {
  const pace = paceGets(unitsPerSecond)
  const termsOf = ({ connectionId, signal }: Access) => ({ pace: () => pace(connectionId), signal })
  const call = <T>(access: Access, use: Parameters<typeof callGmail<T>>[2]) => callGmail({ apiUrl, clock }, access, use)

  const readProfile = (access: Access) =>
    call(access, async (gmail, options) =>
      profileSchema.parse((await gmail.users.getProfile({ userId: 'me' }, options)).data),
    )
  const labels = mailLabels({ apiUrl, clock })
  const readFilter = createLabelFilter(clock, labels.list)

  async function startCursor(access: Access, since: Date | null): Promise<ListCursor> {
    const settings = gmailSettingsSchema.parse(access.settings)
    // Read before the list: what arrives while the list is read stands in the history after it.
    const { historyId } = await readProfile(access)
    return {
      phase: 'list',
      historyId,
      pageToken: null,
      ...boundsOf(settings, since, clock.now()),
    }
  }

  async function fetchList(access: Access, cursor: ListCursor, filter: LabelFilter, limit: number) {
    const page = await call(access, async (gmail, options) => {
      const query = {
        userId: 'me',
        q: queryOf(cursor),
        labelIds: filter.labels.map(({ id }) => id),
        maxResults: limit,
        pageToken: cursor.pageToken ?? undefined,
      }
      return listSchema.parse((await gmail.users.messages.list(query, options)).data)
    })
    const { historyId } = cursor
    // A list is of what is there: what somebody waits for may have been put elsewhere while nobody listened.
    const then: GmailCursor = cursor.isResync ? { phase: 'look', historyId, looked: [] } : historyFrom(historyId)
    const next: GmailCursor = page.nextPageToken ? onPage(cursor, page.nextPageToken) : then
    return {
      ids: page.messages.map(({ id }) => id),
      next,
      more: true,
      expected: page.resultSizeEstimate ?? null,
      cost: units.list,
      moves: { over: [], back: [] },
    }
  }

  async function fetchHistory(access: Access, cursor: HistoryCursor, filter: LabelFilter, limit: number) {
    const page = await call(access, async (gmail, options) => {
      const query = {
        userId: 'me',
        startHistoryId: cursor.historyId,
        historyTypes: ['messageAdded', 'messageDeleted', 'labelAdded', 'labelRemoved'],
        maxResults: limit,
        pageToken: cursor.pageToken ?? undefined,
      }
      return historySchema.parse((await gmail.users.history.list(query, options)).data)
    }).catch((error: unknown) => {
      // Google keeps history for about a week and answers 404 before that.
      if (isSwitchboardError(error, 'gone')) {
        throw new SwitchboardError('cursor_expired', 'Gmail no longer knows what changed since the last sync.', {
          cause: error,
        })
      }
      throw error
    })
    const touched = page.history.flatMap(({ messagesAdded, labelsAdded }) => [
      ...messagesAdded,
      ...labelsAdded.filter(({ labelIds }) => bringsMail(labelIds, filter)),
    ])
    const { nextPageToken: token } = page
    return {
      ids: [...new Set(touched.map(({ message }) => message.id))],
      next: token ? onPage(cursor, token) : historyFrom(page.historyId),
      more: token !== undefined,
      expected: null,
      cost: units.history,
      moves: readMoves(page.history),
    }
  }

  /** A token of a page does not live long: its list, or the history, is read again from its first page. */
  async function fetchPage(access: Access, cursor: ListCursor | HistoryCursor, filter: LabelFilter, limit: number) {
    const read = async (from: ListCursor | HistoryCursor) =>
      from.phase === 'list'
        ? await fetchList(access, from, filter, limit)
        : await fetchHistory(access, from, filter, limit)
    return read(cursor).catch((error: unknown) => {
      if (cursor.pageToken === null || !isBadRequest(error)) throw error
      return read({ ...cursor, pageToken: null })
    })
  }

  /** `damaged`: nobody can read it, whenever it is tried; any other fault is the call's. */
  async function fetchMail(
    access: Access,
    id: string,
    maxContentLength: number,
    replies: ArrivedReply[] = [],
  ): Promise<EmailItem | 'damaged' | 'passed over'> {
    const answer = await call(access, async (gmail, { signal }) => {
      const query = { userId: 'me', id, format: 'raw' }
      return anyMessageSchema.parse((await gmail.users.messages.get(query, { signal, maxContentLength })).data)
    })
    const message = messageSchema.safeParse(answer).data
    if (!message) return 'damaged'
    const raw = Buffer.from(message.raw, 'base64url')
    if (isOwnMail(raw)) return 'passed over'
    const reply = await readReply(message, raw)
    if (reply) replies.push(reply)
    const mail = await parseMail(raw).catch(() => null)
    if (!mail) return 'damaged'
    return {
      ...mail,
      externalId: message.id,
      threadId: message.threadId ?? null,
      receivedAt: new Date(Number(message.internalDate)).toISOString(),
      url: mailAddress(webUrl, message.id),
      labels: message.labelIds,
      unread: message.labelIds.includes('UNREAD'),
      snippet: message.snippet,
    }
  }

  /** A thread that was deleted meanwhile holds nothing. */
  const readThread = (access: Access, id: string): Promise<MailThread> =>
    call(access, async (gmail, options) =>
      threadSchema.parse((await gmail.users.threads.get({ userId: 'me', id, format: 'minimal' }, options)).data),
    ).catch((error: unknown) => {
      if (isSwitchboardError(error, 'gone')) return { messages: [] }
      throw error
    })

  const lookAgain = lookingAgain({
    readThread,
    readMail: async (access, id) =>
      (await fetchMails([id], (one, most) => fetchMail(access, one, most), termsOf(access))).items[0] ?? null,
  })

  async function fetchBatch(access: Access, request: ChangeRequest, filter: LabelFilter): Promise<ChangeBatch> {
    const settings = gmailSettingsSchema.parse(access.settings)
    const isFirst = request.cursor === null
    const begun = isFirst ? await startCursor(access, request.since) : resumed(request.cursor, settings, clock.now())
    const looked = begun.phase === 'look' ? await lookAgain(access, begun, request) : null
    if (looked) return looked
    const cursor = begun.phase === 'look' ? historyFrom(begun.historyId) : begun
    const page = await fetchPage(access, cursor, filter, request.limit)
    const arrived: ArrivedReply[] = []
    const { items, unreadable, gets, pause } = await fetchMails(
      page.ids.filter((id) => !cursor.read?.includes(id)),
      (id, mostBytes) => fetchMail(access, id, mostBytes, arrived),
      termsOf(access),
    )
    const notCovered = isFirst ? notCoveredBy(settings, request.since, clock.now()) : null
    const replies = arrived.length > 0 ? { replies: arrived } : {}
    if (pause) {
      const part = partRead(cursor, page.moves, { items, unreadable, filter, scope: settings.syncScope })
      if (!part) throw pause
      const calls = { apiCalls: gets + 1, quotaUnits: gets * units.get + page.cost }
      return { ...part, ...replies, unreadable, notCovered, more: true, expected: page.expected, ...calls, pause }
    }
    // A label that was made since may have the name that is asked for.
    const isOutdated = items.some((mail) => hasUnknownLabel(mail.labels, filter))
    const current = isOutdated ? await readFilter(access, { fresh: true }) : filter
    const labelCalls = filter.calls + (isOutdated ? current.calls : 0)
    // A list tells of what is there, long answered or not; only what happens from then on closes anything.
    const answers = cursor.phase === 'history' ? items.filter(isAnswer) : []
    const over = [...page.moves.over]
    for (const answer of answers)
      if (answer.threadId !== null) over.push(...answeredBy(await readThread(access, answer.threadId), answer))
    const ended = lastWords(over)
    const endedIds = new Set(ended.map(({ externalId }) => externalId))
    return {
      items: items.filter(
        (mail) => !endedIds.has(mail.externalId) && isAskedFor(mail, settings.syncScope, current.labels),
      ),
      over: ended,
      back: page.moves.back.filter((id) => !endedIds.has(id)),
      ...replies,
      unreadable,
      notCovered,
      cursor: page.next,
      more: page.more,
      expected: page.expected,
      apiCalls: gets + 1 + (isFirst ? 1 : 0) + labelCalls + answers.length,
      quotaUnits:
        gets * units.get +
        page.cost +
        (isFirst ? units.profile : 0) +
        labelCalls * units.labels +
        answers.length * units.thread,
    }
  }

  return {
    async fetchChanges(access, request: ChangeRequest): Promise<ChangeBatch> {
      const filter = await readFilter(access)
      try {
        return await fetchBatch(access, request, filter)
      } catch (error) {
        // Google refuses the id of a label that was deleted since its list was read.
        if (!filter.remembered || !isSwitchboardError(error, 'invalid_response')) throw error
        return fetchBatch(access, request, await readFilter(access, { fresh: true }))
      }
    },

    addressOf: (span) => searchAddress(webUrl, span),

    async warmUp() {
      await loadGmail()
      await parseMail(Buffer.from('From: a@localhost\r\nSubject: Hello\r\n\r\nHello!\r\n'))
    },

    async checkHealth(access) {
      const { emailAddress } = await readProfile(access)
      return { id: emailAddress, name: emailAddress }
    },

    acts: gmailActs(labels),
    ...gmailWriter(labels),

    checkedSettings: {
      fields: ['filterLabels'],
      check: async (access) => ({
        filterLabels: (await readFilter(access, { fresh: true })).labels.map(({ name }) => name),
      }),
    },
  }
}
