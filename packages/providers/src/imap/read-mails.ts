import type { FetchMessageObject, ImapFlow } from 'imapflow'
import PQueue from 'p-queue'
import type { EmailItem } from '@switchboard/core/items'
import type { ChangeBatch } from '@switchboard/core/ports/item-source'
import type { ArrivedReply } from '@switchboard/core/ports/mail-reply'
import { isOwnMail } from '../mail/own-mail'
import { parseMail } from '../mail/parse-mail'
import { mayBeForUs, readArrived } from '../mail/read-arrived'
import { accepted, largestMailBytes, step, type Limits } from './client'
import { externalIdOf, identifying, receivedAt } from './identity'

/** Larger ones are read one at a time in the whole process: a mail takes several times its size in memory. */
const largeBytes = 4_000_000
const largeMails = new PQueue({ concurrency: 1 })
/** A large mail may take longer, as a slow line needs it. */
const slowestBytesPerMs = 250

const longestSnippet = 200

/** What is known of mails before they are read whole. Those that are gone by now are not among them. */
export async function readHeads(client: ImapFlow, limits: Limits, uids: number[]): Promise<FetchMessageObject[]> {
  const heads: FetchMessageObject[] = []
  if (uids.length === 0) return heads
  await step(client, limits, async () => {
    for await (const mail of client.fetch(uids, { ...identifying, flags: true, size: true }, { uid: true }))
      heads.push(mail)
  })
  return heads
}

/**
 * Reads them one after another; what cannot be read is recorded, and what is gone meanwhile is no fault. `reads`: how many calls it took.
 * `trustedServers`: whose word on a sender counts.
 */
export async function readMails(
  client: ImapFlow,
  limits: Limits,
  heads: FetchMessageObject[],
  folder: string,
  trustedServers: string[],
) {
  const items: EmailItem[] = []
  const replies: ArrivedReply[] = []
  const unreadable: ChangeBatch['unreadable'] = []
  let reads = 0
  for (const head of heads) {
    const externalId = externalIdOf(head)
    const size = head.size ?? 0
    if (size > largestMailBytes) {
      unreadable.push({ externalId, reason: 'This mail is too large to be read here. Open it in your mail program.' })
      continue
    }
    const read = () =>
      readMail(client, { ...limits, timeoutMs: limits.timeoutMs + size / slowestBytesPerMs }, head, folder)
    reads += 1
    const mail = size > largeBytes ? await largeMails.add(read) : await read()
    if (mail === 'damaged')
      unreadable.push({ externalId, reason: 'This mail could not be read: it is damaged or in an unknown form.' })
    else if (typeof mail !== 'string') {
      items.push(mail.item)
      if (mail.reply) replies.push({ ...mail.reply, trustedServers })
    }
  }
  return { items, replies, unreadable, reads }
}

type Untrusted = Omit<ArrivedReply, 'trustedServers'>

async function readMail(
  client: ImapFlow,
  limits: Limits,
  head: FetchMessageObject,
  folder: string,
): Promise<{ item: EmailItem; reply: Untrusted | null } | 'damaged' | 'gone' | 'passed over'> {
  const uid = String(head.uid)
  const answer = await step(client, limits, () => client.fetchOne(uid, { source: true }, { uid: true }))
  const source = answer ? answer.source : undefined
  if (!source) {
    const isThere = accepted(client, await step(client, limits, () => client.search({ uid }, { uid: true })), 'SEARCH')
    return isThere.length > 0 ? 'damaged' : 'gone'
  }
  if (isOwnMail(source)) return 'passed over'
  const mail = await parseMail(source).catch(() => null)
  if (!mail) return 'damaged'
  const reply = mayBeForUs(source) ? await readArrived(source).catch(() => null) : null
  const item: EmailItem = {
    ...mail,
    externalId: externalIdOf(head),
    receivedAt: receivedAt(head).toISOString(),
    url: null,
    labels: [folder],
    unread: !head.flags?.has('\\Seen'),
    snippet: mail.text.replace(/\s+/g, ' ').slice(0, longestSnippet).toWellFormed(),
  }
  const { externalId } = item
  // IMAP tells nobody who has put a mail into a folder.
  return { item, reply: reply && { ...reply, externalId, receivedAt: receivedAt(head), isOwners: false } }
}
