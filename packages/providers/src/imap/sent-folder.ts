import type { ImapFlow } from 'imapflow'
import { SwitchboardError } from '@switchboard/core/errors'
import type { MailPlace } from '../mail/compose-message'
import { accepted, step, type Limits } from './client'
import { findFolder, listFolders, openFolder } from './folders'

/** Named so in most mailboxes whose server does not tell. */
const usualNames = ['Sent', 'Sent Items', 'Sent Messages', 'Gesendet']
const usualSent = 'Sent'
/** Under which Google keeps the Message-ID that it has given another for. */
const originalId = 'x-google-original-message-id'
/** Of two days. */
const mostSent = 2_000
const dayMs = 86_400_000

/** Puts a copy of a mail among the sent ones, as a mail program does. The folder is made where there is none. */
export async function keepSentCopy(client: ImapFlow, limits: Limits, raw: Buffer, sentAt: Date): Promise<void> {
  const folder = (await sentFolder(client, limits)) ?? (await makeSentFolder(client, limits))
  accepted(client, await step(client, limits, () => client.append(folder, raw, ['\\Seen'], sentAt)), 'APPEND')
}

/**
 * Mails among those sent since `since`, by the Message-IDs that we gave them; those that are not there are left out. Their place names the
 * one that they have, which answers name. Each is looked at: not every server searches headers well. Throws unavailable when there are too
 * many.
 */
export async function findSentCopies(
  client: ImapFlow,
  limits: Limits,
  messageIds: string[],
  since: Date,
): Promise<Map<string, MailPlace>> {
  const found = new Map<string, MailPlace>()
  const folder = await sentFolder(client, limits)
  if (folder === null) return found
  const box = await openFolder(client, limits, folder, { readOnly: true })
  if (box.exists === 0) return found
  // Servers count days in zones of their own.
  const query = { since: new Date(since.getTime() - dayMs) }
  const uids = accepted(client, await step(client, limits, () => client.search(query, { uid: true })), 'SEARCH')
  if (uids.length > mostSent)
    throw new SwitchboardError('unavailable', 'Too much was sent from this mailbox meanwhile to find one mail.')
  if (uids.length === 0) return found
  const mails = await step(client, limits, () =>
    client.fetchAll(uids, { envelope: true, headers: ['references', originalId] }, { uid: true }),
  )
  for (const { envelope, headers } of mails) {
    const messageId = envelope?.messageId
    const idsIn = (name: string) =>
      [...valueOf(headers?.toString('latin1') ?? '', name).matchAll(/<[^<>\s]+>/g)].map(([id]) => id)
    const given = messageIds.find((id) => id === messageId || idsIn(originalId).includes(id))
    if (!messageId || !given) continue
    const subject = (envelope.subject ?? '').replace(/^Re: /, '')
    found.set(given, { messageId, subject, references: idsIn('references') })
  }
  return found
}

/** Of a header as it is written, also over several lines (RFC 5322, 2.2.3); '' when there is none. */
const valueOf = (headers: string, name: string): string =>
  new RegExp(`^${name}:((?:.*)(?:\\r?\\n[ \\t].*)*)`, 'im').exec(headers)?.[1] ?? ''

async function sentFolder(client: ImapFlow, limits: Limits): Promise<string | null> {
  const folders = await listFolders(client, limits)
  const told = folders.find(({ specialUse }) => specialUse === '\\Sent')
  if (told) return told.path
  for (const name of usualNames) {
    const found = findFolder(folders, name)
    if (found) return found.path
  }
  return null
}

const makeSentFolder = async (client: ImapFlow, limits: Limits): Promise<string> =>
  accepted(client, await step(client, limits, () => client.mailboxCreate(usualSent)), 'CREATE').path
