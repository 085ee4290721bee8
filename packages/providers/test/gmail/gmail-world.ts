import type { Clock } from '@switchboard/core/ports/clock'
import type { Provider } from '@switchboard/core/ports/provider'
import { systemClock } from '@switchboard/core/system-clock'
import { createProviders } from '@switchboard/providers/registry'
import { sandboxPush, type Sandbox } from '@switchboard/sandbox/app'
import type { ProviderWorld } from '@switchboard/testing/describe-provider'
import { email, googleOf, variablesOf } from '../google/google-person'

export const redirectUri = 'http://localhost:3000/api/oauth/gmail/callback'
export { email }
export const readScope = 'https://www.googleapis.com/auth/gmail.readonly'

/** Gmail as the registry makes it, at a sandbox. */
export function providerAt(url: string, clock: Pick<Clock, 'now'>): Provider {
  const push = { GMAIL_PUSH_TOPIC: sandboxPush.topic, GMAIL_PUSH_SERVICE_ACCOUNT: sandboxPush.serviceAccount }
  const { provider } = createProviders({ ...variablesOf(url), ...push }, { ...systemClock, ...clock }).gmail ?? {
    provider: null,
  }
  if (!provider) throw new Error('Gmail is not configured.')
  return provider
}

/** Gmail beside a sandbox with a mailbox of Ada's. */
export function worldOf({ url, store, faults }: Sandbox): ProviderWorld {
  const provider = providerAt(url, systemClock)
  const mailbox = store.mailbox(email)
  let delivered = 0

  const { tokenFor, consent } = googleOf({ url, store }, redirectUri)

  return {
    provider,
    redirectUri,
    consent,
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
    forgetPage: (cursor) =>
      JSON.parse(JSON.stringify(cursor).replace(/"pageToken":"[^"]+"/, '"pageToken":"forgotten"')),
    fault: (where, fault) => faults.add({ path: where === 'api' ? '/gmail' : '/google/token', ...fault }),
    clearFaults: () => faults.clear(),
    rotateRefreshTokens: (on) => void (store.data.rotateRefreshTokens = on),
  }
}
