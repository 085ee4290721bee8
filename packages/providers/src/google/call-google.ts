import { within } from '@switchboard/core/abort'
import type { Access } from '@switchboard/core/ports/access'
import type { GoogleConfig } from './oauth'
import { sendByNode } from './send-by-node'
import { type ApiWords, translateGoogleError } from './translate-error'

/** What a call of one of Google's APIs needs beside the access. */
type Api<Client> = { words: ApiWords; clock: GoogleConfig['clock']; client(): Promise<Client> }

/** One call within its time, translated: anything the SDK throws carries the token. */
export async function callGoogle<Client, T>(
  { words, clock, client }: Api<Client>,
  { timeoutMs, signal: ended }: Access,
  use: (client: Client, options: { signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    const made = await client()
    return await within(timeoutMs, ended, (signal) => use(made, { signal }))
  } catch (error) {
    throw translateGoogleError(error, clock.now(), words)
  }
}

type Credentials = { setCredentials(tokens: { access_token: string }): void }

/** How every client of Google's SDK is made. `OAuth2`: the one that the API's own module brings. */
export function clientOptions<OAuth2 extends Credentials>(
  auth: { OAuth2: new () => OAuth2 },
  { accessToken }: Access,
  { apiUrl }: Pick<GoogleConfig, 'apiUrl'>,
  longestAnswerBytes: number,
) {
  const credentials = new auth.OAuth2()
  credentials.setCredentials({ access_token: accessToken })
  return {
    auth: credentials,
    // Retrying is the sync engine's decision: it knows the deadline and tells people.
    retry: false,
    adapter: sendByNode,
    maxContentLength: longestAnswerBytes,
    ...(apiUrl ? { rootUrl: apiUrl } : {}),
  }
}
