import type { ImapFlow, ListResponse, MailboxObject } from 'imapflow'
import { SwitchboardError } from '@switchboard/core/errors'
import { accepted, step, type Limits } from './client'
import { ImapFault } from './fault'
import type { ImapSettings } from './schema'

/** Named so in most mailboxes without one that the server tells of. */
const usualArchive = 'Archive'

/** `advice`: what to do about a folder that is not there; null for who is about to. */
export async function openFolder(
  client: ImapFlow,
  limits: Limits,
  folder: string,
  { readOnly }: { readOnly: boolean },
): Promise<MailboxObject> {
  try {
    return accepted(client, await step(client, limits, () => client.mailboxOpen(folder, { readOnly })), 'SELECT')
  } catch (error) {
    if (!(error instanceof ImapFault && error.kind === 'unforeseen')) throw error
    const folders = await listFolders(client, limits)
    if (findFolder(folders, folder)) throw error
    throw noSuchFolder('folder', folder, 'Change the folder in the settings.')
  }
}

/** The folders that hold mail. */
export async function listFolders(client: ImapFlow, limits: Limits): Promise<ListResponse[]> {
  const folders = accepted(client, await step(client, limits, () => client.list()), 'LIST')
  return folders.filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'))
}

/** People write a name in any case. */
export function findFolder(folders: ListResponse[], name: string): ListResponse | undefined {
  const wanted = name.toLowerCase()
  return (
    folders.find(({ path }) => path === name) ??
    folders.find(({ path }) => path.toLowerCase() === wanted) ??
    folders.find((folder) => folder.name.toLowerCase() === wanted)
  )
}

/** Where mail is archived to: what the settings say, or what the server calls its archive. Null when there is none. */
export function archiveOf(folders: ListResponse[], { archiveFolder }: ImapSettings): ListResponse | null {
  if (archiveFolder !== '') return findFolder(folders, archiveFolder) ?? null
  const withUse = (use: string) => folders.find(({ specialUse }) => specialUse === use)
  // Gmail archives by keeping a mail in All Mail alone; elsewhere such a folder is only a view of the others.
  const all = withUse('\\All')
  const gmails = all && /^\[g(oogle )?mail\]/i.test(all.path) ? all : undefined
  return withUse('\\Archive') ?? gmails ?? findFolder(folders, usualArchive) ?? null
}

/** The same, and one is made where there is none. Throws invalid_input when the settings name one that is not there. */
export async function ensureArchive(client: ImapFlow, limits: Limits, settings: ImapSettings): Promise<string> {
  const archive = archiveOf(await listFolders(client, limits), settings)
  if (archive) return archive.path
  const { archiveFolder } = settings
  if (archiveFolder !== '') throw noSuchFolder('archiveFolder', archiveFolder, 'Change it in the settings.')
  return accepted(client, await step(client, limits, () => client.mailboxCreate(usualArchive)), 'CREATE').path
}

/** `advice`: what to do about it; null for who is about to. */
export function noSuchFolder(field: 'folder' | 'archiveFolder', folder: string, advice: string | null) {
  const fault = `There is no folder ‘${folder}’ in this mailbox.`
  return new SwitchboardError('invalid_input', advice ? `${fault} ${advice}` : fault, { field, facts: { folder } })
}
