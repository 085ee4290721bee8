import type { gmail_v1 } from 'googleapis/build/src/apis/gmail'
import type { Access } from '@switchboard/core/ports/access'
import { callGoogle, clientOptions } from '../google/call-google'
import type { GoogleConfig } from '../google/oauth'

/** Google takes mails of up to 50 MB, which are 67 MB in the base64 of an answer. */
export const longestAnswerBytes = 100_000_000

/** For errors. */
const words = { api: 'Gmail', gone: 'This mail is no longer in the mailbox.' }

type Config = Pick<GoogleConfig, 'apiUrl' | 'clock'>

export const callGmail = <T>(
  config: Config,
  access: Access,
  use: (gmail: gmail_v1.Gmail, options: { signal: AbortSignal }) => Promise<T>,
): Promise<T> => callGoogle({ words, clock: config.clock, client: () => gmailClient(config, access) }, access, use)

/** Clients by the access they were made for: making one takes longer than many a call. */
const clients = new WeakMap<Access, Promise<gmail_v1.Gmail>>()

function gmailClient(config: Config, access: Access): Promise<gmail_v1.Gmail> {
  const known = clients.get(access)
  if (known) return known
  const made = makeClient(config, access)
  clients.set(access, made)
  return made
}

/** googleapis whole costs 113 MB of memory; one API of it 17 MB, and only where it is used. */
export const loadGmail = () => import('googleapis/build/src/apis/gmail/index.js')

async function makeClient(config: Config, access: Access): Promise<gmail_v1.Gmail> {
  const { auth, gmail } = await loadGmail()
  return gmail({ version: 'v1', ...clientOptions(auth, access, config, longestAnswerBytes) })
}
