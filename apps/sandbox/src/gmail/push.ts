import { importJWK, SignJWT } from 'jose'
import type { Store } from '../state/store'
import type { WebhookSender } from '../webhooks/sender'

/** How the operator would have set up Pub/Sub. */
export const sandboxPush = {
  topic: 'projects/sandbox/topics/gmail',
  serviceAccount: 'pubsub@sandbox.iam.gserviceaccount.com',
}

/** https://developers.google.com/workspace/gmail/api/guides/push#renewing_mailbox_watch */
export const watchMs = 7 * 86_400_000

export type PushTarget = {
  /** The subscription's push endpoint. */
  url: string
  audience: string
  issuer: () => string
}

const firstWaitMs = 1_000
const longestWaitMs = 60_000

/** Publishes changes of watched mailboxes, and pushes them as Pub/Sub does: signed, and again until they are taken. */
export function pushMailboxChanges(store: Store, sender: WebhookSender, target: PushTarget): void {
  const soon = new Set<string>()
  let counter = 0
  store.onMailboxChange = (email) => {
    const isWatched = (store.data.watches[email]?.expiresAt ?? 0) > Date.now()
    if (!isWatched || soon.has(email)) return
    soon.add(email)
    // Changes of one request are told of together.
    setImmediate(() => {
      soon.delete(email)
      publish(email)
    })
  }

  function publish(email: string): void {
    const notice = { emailAddress: email, historyId: store.mailbox(email).data.lastHistoryId }
    const messageId = `${Date.now()}${String(counter++).padStart(6, '0')}`
    const message = {
      data: Buffer.from(JSON.stringify(notice)).toString('base64'),
      messageId,
      message_id: messageId,
      publishTime: new Date().toISOString(),
    }
    sender.send({
      url: target.url,
      body: JSON.stringify({ message, subscription: 'projects/sandbox/subscriptions/gmail' }),
      headers: async () => ({ authorization: `Bearer ${await signedToken(store, target)}` }),
      waitMs: (attempt) => Math.min(firstWaitMs * 2 ** attempt, longestWaitMs),
    })
  }
}

/** https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions#jwt_format */
export async function signedToken(store: Store, { audience, issuer }: Pick<PushTarget, 'audience' | 'issuer'>) {
  return new SignJWT({ azp: '1', email: sandboxPush.serviceAccount, email_verified: true })
    .setProtectedHeader({ alg: 'RS256', kid: 'sandbox-1', typ: 'JWT' })
    .setIssuer(issuer())
    .setAudience(audience)
    .setSubject('1')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(await importJWK(store.data.key, 'RS256'))
}
