import type { FetchMessageObject, ImapFlow, MailboxObject, SearchObject } from 'imapflow'
import type { OpenItem, OverItem } from '@switchboard/core/ports/item-source'
import { overReasons } from '../mail/over-reasons'
import { accepted, step, type Limits } from './client'
import { externalIdOf, readExternalId } from './identity'
import { aroundDay } from './locate'
import { readHeads } from './read-mails'

/** Servers take commands of some 8,000 bytes (RFC 7162, section 4), and a Message-ID may have 500. */
const mostAtOnce = 10

/**
 * Mails of the open folder that somebody waits for and that are answered or no longer there. One that is not found by its Message-ID is
 * looked for by its day as well: not every server searches headers well, and nothing may close because of that.
 */
export async function endedMails(
  client: ImapFlow,
  limits: Limits,
  box: MailboxObject,
  open: OpenItem[],
): Promise<OverItem[]> {
  // Those of a folder that was watched before are not looked for in this one.
  const watched = open.filter(({ labels }) => labels.includes(box.path))
  const found = new Map<string, FetchMessageObject[]>()
  const find = async (queries: SearchObject[]) => {
    for (let at = 0; at < queries.length && box.exists > 0; at += mostAtOnce) {
      const query = { or: queries.slice(at, at + mostAtOnce) }
      const uids = accepted(client, await step(client, limits, () => client.search(query, { uid: true })), 'SEARCH')
      for (const head of await readHeads(client, limits, uids)) {
        const id = externalIdOf(head)
        found.set(id, [...(found.get(id) ?? []), head])
      }
    }
  }
  await find(watched.flatMap(({ externalId }) => queryById(externalId)))
  const missing = watched.filter(({ externalId }) => !found.has(externalId))
  const days = new Set(missing.map(({ receivedAt }) => receivedAt.toISOString().slice(0, 10)))
  await find([...days].map(aroundDay))
  return watched.flatMap(({ externalId }) => {
    const reason = reasonOf(found.get(externalId) ?? [])
    return reason ? [{ externalId, ...reason }] : []
  })
}

function reasonOf(heads: FetchMessageObject[]): Omit<OverItem, 'externalId'> | null {
  const has = (flag: string) => (head: FetchMessageObject) => head.flags?.has(flag) ?? false
  if (heads.some(has('\\Answered'))) return { reason: overReasons.answered }
  if (heads.length === 0) return { reason: overReasons.movedAway, action: 'archive' }
  return heads.every(has('\\Deleted')) ? { reason: overReasons.deleted } : null
}

function queryById(externalId: string): SearchObject[] {
  const { search } = readExternalId(externalId)
  return 'messageId' in search ? [{ header: { 'message-id': search.messageId } }] : []
}
