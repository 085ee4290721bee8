import type { Clock, Provider } from '@switchboard/core/ports'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import { sandboxClient, sandboxPush, type Sandbox } from '@switchboard/sandbox/app'
import type { ProviderWorld } from '@switchboard/testing/describe-provider'

export const redirectUri = 'http://localhost:3000/api/oauth/gmail/callback'
export const email = 'ada@northwind.example'
export const readScope = 'https://www.googleapis.com/auth/gmail.readonly'

/** Gmail as the registry makes it, at a sandbox. */
export function providerAt(url: string, clock: Pick<Clock, 'now'>): Provider {
  const variables = {
    GOOGLE_CLIENT_ID: sandboxClient.clientId,
    GOOGLE_CLIENT_SECRET: sandboxClient.clientSecret,
    GOOGLE_OAUTH_URL: `${url}/google`,
    GOOGLE_API_URL: url,
    PUBLIC_URL: 'http://localhost:3000',
    GMAIL_PUSH_TOPIC: sandboxPush.topic,
    GMAIL_PUSH_SERVICE_ACCOUNT: sandboxPush.serviceAccount,
  }
  const { provider } = createProviders(variables, clock).gmail ?? { provider: null }
  if (!provider) throw new Error('Gmail is not configured.')
  return provider
}

/** Gmail beside a sandbox with a mailbox of Ada's. */
export function worldOf({ url, store, faults }: Sandbox): ProviderWorld {
  const provider = providerAt(url, systemClock)
  const mailbox = store.mailbox(email)
  let delivered = 0

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

  return {
    provider,
    redirectUri,
    async consent(address, decision = 'allow') {
      const request = Object.fromEntries(address.searchParams)
      const body = new URLSearchParams({ request: JSON.stringify(request), email, decision })
      for (const scope of (request.scope ?? '').split(' ')) body.append('scope', scope)
      const answer = await fetch(`${url}/google/o/oauth2/v2/consent`, { method: 'POST', body, redirect: 'manual' })
      return new URL(answer.headers.get('location') ?? '')
    },
    weakTokens: async () => ({
      none: await tokenFor('openid email'),
      readOnly: await tokenFor(`openid email ${readScope}`),
    }),
    async deliver() {
      const raw = Buffer.from(
        `From: Clara <clara@meridian.example>\r\nSubject: News ${++delivered}\r\n\r\nPlease answer.`,
      )
      return (await mailbox.add(raw, { labels: ['INBOX', 'UNREAD'], receivedAt: new Date() })).id
    },
    async remove(id) {
      mailbox.remove(id)
    },
    stateOf(id) {
      const labels = mailbox.find(id)?.labels ?? []
      return { unread: labels.includes('UNREAD'), archived: !labels.includes('INBOX') }
    },
    expireCursor: async () => mailbox.expireHistory(),
    fault: (where, fault) => faults.add({ path: where === 'api' ? '/gmail' : '/google/token', ...fault }),
    clearFaults: () => faults.clear(),
    rotateRefreshTokens: (on) => void (store.data.rotateRefreshTokens = on),
  }
}
