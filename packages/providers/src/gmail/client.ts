import type { gmail_v1 } from 'googleapis/build/src/apis/gmail'
import { within } from '@switchboard/core/abort'
import type { Access } from '@switchboard/core/ports/access'
import type { GoogleConfig } from '../google/oauth'
import { sendByNode } from '../google/send-by-node'
import { translateGoogleError } from '../google/translate-error'

/** Google takes mails of up to 50 MB, which are 67 MB in the base64 of an answer. */
export const longestAnswerBytes = 100_000_000

/** For errors. */
const gmailWords = { api: 'Gmail', gone: 'This mail is no longer in the mailbox.' }

/** Clients by the access they were made for: making one takes longer than many a call. */
const clients = new WeakMap<Access, Promise<gmail_v1.Gmail>>()

/** One call within its time, translated: anything the SDK throws carries the token. */
export async function callGmail<T>(
  { apiUrl, clock }: Pick<GoogleConfig, 'apiUrl' | 'clock'>,
  access: Access,
  use: (gmail: gmail_v1.Gmail, options: { signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    const gmail = await gmailClient(access, apiUrl)
    return await within(access.timeoutMs, access.signal, (signal) => use(gmail, { signal }))
  } catch (error) {
    throw translateGoogleError(error, clock.now(), gmailWords)
  }
}

function gmailClient(access: Access, apiUrl: string | undefined): Promise<gmail_v1.Gmail> {
  const known = clients.get(access)
  if (known) return known
  const made = makeClient(access.accessToken, apiUrl)
  clients.set(access, made)
  return made
}

/** googleapis whole costs 113 MB of memory; one API of it 17 MB, and only where it is used. */
export const loadGmail = () => import('googleapis/build/src/apis/gmail/index.js')

async function makeClient(accessToken: string, apiUrl: string | undefined): Promise<gmail_v1.Gmail> {
  const { auth, gmail } = await loadGmail()
  const credentials = new auth.OAuth2()
  credentials.setCredentials({ access_token: accessToken })
  return gmail({
    version: 'v1',
    auth: credentials,
    // Retrying is the sync engine's decision: it knows the deadline and tells people.
    retry: false,
    adapter: sendByNode,
    maxContentLength: longestAnswerBytes,
    ...(apiUrl ? { rootUrl: apiUrl } : {}),
  })
}
