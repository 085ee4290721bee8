import { sandboxClient, type Sandbox } from '@switchboard/sandbox/app'

export const email = 'ada@northwind.example'

/** What Ada does at 'Google', and the product beside a sandbox. */
export function googleOf({ url, store }: Pick<Sandbox, 'url' | 'store'>, redirectUri: string) {
  async function tokenFor(scope: string): Promise<string> {
    const address = new URL(`${url}/google/o/oauth2/v2/auth`)
    address.search = new URLSearchParams({
      client_id: sandboxClient.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      prompt: 'none',
      login_hint: email,
      scope,
    }).toString()
    const answer = await fetch(address, { redirect: 'manual' })
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const body = new URLSearchParams({
      client_id: sandboxClient.clientId,
      client_secret: sandboxClient.clientSecret,
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
      code,
    })
    await fetch(`${url}/google/token`, { method: 'POST', body })
    const grantId = store.data.codes[code]?.grantId
    return Object.entries(store.data.access).find(([, token]) => token.grantId === grantId)?.[0] ?? ''
  }

  async function consent(address: URL, decision = 'allow'): Promise<URL> {
    const request = Object.fromEntries(address.searchParams)
    const body = new URLSearchParams({ request: JSON.stringify(request), email, decision })
    for (const scope of (request.scope ?? '').split(' ')) body.append('scope', scope)
    const answer = await fetch(`${url}/google/o/oauth2/v2/consent`, { method: 'POST', body, redirect: 'manual' })
    return new URL(answer.headers.get('location') ?? '')
  }
  return { tokenFor, consent }
}

/**
 * Nothing listens there. A sandbox calls the address that it is told for a calendar's changes: an installation on this machine would
 * count calls that are none of its own.
 */
export const publicUrl = 'http://localhost:9'

/** What the registry is given to reach a sandbox. */
export const variablesOf = (url: string) => ({
  GOOGLE_CLIENT_ID: sandboxClient.clientId,
  GOOGLE_CLIENT_SECRET: sandboxClient.clientSecret,
  GOOGLE_OAUTH_URL: `${url}/google`,
  GOOGLE_API_URL: url,
  GMAIL_UNITS_PER_SECOND: 100_000,
  PUBLIC_URL: publicUrl,
})
