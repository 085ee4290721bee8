import type { ImapFlow, SearchObject } from 'imapflow'
import { SwitchboardError } from '@switchboard/core/errors'
import { accepted, step, type Limits } from './client'
import { archiveOf, listFolders, openFolder } from './folders'
import { externalIdOf, identifying, readExternalId } from './identity'
import type { ImapSettings } from './schema'

/** Folders that are looked through for a mail that somebody has moved. */
const mostFolders = 40
const dayMs = 86_400_000
/** A mail in one of these was thrown away, or is not from anybody else. */
const aside = new Set(['\\Trash', '\\Junk', '\\Drafts', '\\Sent', '\\Flagged'])

export type Place = { folder: string; uids: number[] }

/**
 * Where a mail is now, and leaves that folder open for changes: in the one that is watched, in the archive, or wherever it was
 * moved to. Throws gone.
 */
export async function locate(
  client: ImapFlow,
  limits: Limits,
  settings: ImapSettings,
  externalId: string,
): Promise<Place> {
  const watched = await findIn(client, limits, settings.folder, externalId)
  if (watched) return watched
  const folders = await listFolders(client, limits)
  const archive = archiveOf(folders, settings)
  const others = folders.filter(
    ({ path, specialUse }) => path !== archive?.path && path !== settings.folder && !aside.has(specialUse ?? ''),
  )
  for (const { path } of [...(archive ? [archive] : []), ...others].slice(0, mostFolders)) {
    const place = await findIn(client, limits, path, externalId)
    if (place) return place
  }
  throw new SwitchboardError('gone', 'This mail is no longer in the mailbox.')
}

/** The mail in one folder, as often as it is there; null when it is not. */
export async function findIn(
  client: ImapFlow,
  limits: Limits,
  folder: string,
  externalId: string,
): Promise<Place | null> {
  const box = await openFolder(client, limits, folder, { readOnly: false })
  if (box.exists === 0) return null
  const query = queryFor(externalId)
  const candidates = accepted(client, await step(client, limits, () => client.search(query, { uid: true })), 'SEARCH')
  if (candidates.length === 0) return null
  const uids: number[] = []
  await step(client, limits, async () => {
    for await (const mail of client.fetch(candidates, identifying, { uid: true }))
      if (externalIdOf(mail) === externalId) uids.push(mail.uid)
  })
  return uids.length > 0 ? { folder: box.path, uids } : null
}

function queryFor(externalId: string): SearchObject {
  const { search } = readExternalId(externalId)
  return 'messageId' in search ? { header: { 'message-id': search.messageId } } : aroundDay(search.day)
}

/** Servers count days in zones of their own. `day`: YYYY-MM-DD. */
export function aroundDay(day: string): SearchObject {
  const begin = Date.parse(`${day}T00:00:00Z`)
  return { or: [-1, 0, 1].map((days) => ({ on: new Date(begin + days * dayMs) })) }
}
