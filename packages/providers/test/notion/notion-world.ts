import type { Clock } from '@switchboard/core/ports/clock'
import type { Provider } from '@switchboard/core/ports/provider'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import { notionClient, sandboxNotion, type Sandbox } from '@switchboard/sandbox/app'
import type { ProviderTraits, ProviderWorld } from '@switchboard/testing/describe-provider'
import { variablesOf } from '../google/google-person'

export const email = 'ada@northwind.example'
export const other = 'ben@northwind.example'
export const redirectUri = 'http://localhost:3000/api/oauth/notion/callback'
export const traits: ProviderTraits = {
  writes: [{ action: 'complete', leaves: { status: 'Done' } }],
  resync: 'since',
  changes: true,
  oauth: { pkce: false, expiry: 'never', keepsRefreshToken: false },
  lastingCursors: true,
}

/** Notion as the registry makes it, at a sandbox. */
export function providerAt(
  url: string,
  clock: Pick<Clock, 'now'>,
  webhookToken: string | null = sandboxNotion.webhookToken,
): Provider {
  const { provider } = createProviders(
    {
      ...variablesOf(url),
      NOTION_CLIENT_ID: notionClient.clientId,
      NOTION_CLIENT_SECRET: notionClient.clientSecret,
      NOTION_API_URL: `${url}/notion`,
      ...(webhookToken ? { NOTION_WEBHOOK_TOKEN: webhookToken } : {}),
      NOTION_REQUESTS_PER_SECOND: 1_000,
    },
    { ...systemClock, ...clock },
  ).notion ?? { provider: null }
  if (!provider) throw new Error('Notion is not configured.')
  return provider
}

/** Notion beside a sandbox whose workspace Ada and Ben are in. */
export function worldOf({ url, store, faults }: Sandbox): ProviderWorld {
  const notion = store.notion()
  const known = (id: string) => {
    const page = notion.find(id)
    if (!page) throw new Error('There is no such page.')
    return page
  }
  let delivered = 0
  let weak = 0

  /** A token of Ada's as it would be of a connection with fewer capabilities. */
  function tokenWith(scopes: string[]): string {
    const grant = {
      id: `weak-${++weak}`,
      email,
      clientId: notionClient.clientId,
      scopes,
      revoked: false,
      createdAt: new Date().toISOString(),
    }
    store.data.grants.push(grant)
    store.data.access[grant.id] = { grantId: grant.id, scopes, expiresAt: Number.MAX_SAFE_INTEGER }
    return grant.id
  }

  return {
    provider: providerAt(url, systemClock),
    redirectUri,
    async consent(address, decision = 'allow') {
      const request = Object.fromEntries(address.searchParams)
      const body = new URLSearchParams({ request: JSON.stringify(request), email, decision })
      const answer = await fetch(`${url}/notion/v1/oauth/consent`, { method: 'POST', body, redirect: 'manual' })
      return new URL(answer.headers.get('location') ?? '')
    },
    weakTokens: async () => ({ none: tokenWith([]), readOnly: tokenWith(['read_content']) }),
    async deliver() {
      const number = ++delivered
      return notion.add({ by: other, title: `Check ${number}`, text: 'Two pages.', isRow: true, people: [email] }).id
    },
    stateOf: (id) => ({ status: known(id).status }),
    remove: async (id) => notion.change(known(id), other, { inTrash: true }),
    change: async (id) => notion.write(known(id), other, 'One page more.'),
    expireCursor: async () => undefined,
    forgetPage: (cursor) =>
      JSON.parse(JSON.stringify(cursor).replace(/"startCursor":"[^"]+"/, '"startCursor":"forgotten"')),
    fault: (where, fault) => faults.add({ path: where === 'api' ? '/notion/v1' : '/notion/v1/oauth', ...fault }),
    clearFaults: () => faults.clear(),
    rotateRefreshTokens: () => undefined,
  }
}
