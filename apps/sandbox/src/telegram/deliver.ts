import type { Store } from '../state/store'
import type { TelegramUpdate } from '../state/telegram'
import type { WebhookSender } from '../webhooks/sender'

const firstWaitMs = 500
const longestWaitMs = 60_000

/** Sends a bot's updates to where its webhook stands, again until they are taken. */
export function deliverTelegramUpdates(store: Store, sender: WebhookSender): void {
  store.onTelegramUpdate = post
  // A new address, or the secret of a new connection: what waits goes there.
  store.onTelegramWebhook = () => store.telegram().data.pending.forEach(post)
  store.onTelegramWebhook()

  function post(update: TelegramUpdate): void {
    const { webhook } = store.telegram().data
    if (!webhook) return
    sender.send({
      url: webhook.url,
      body: JSON.stringify(update),
      headers: (): Record<string, string> =>
        webhook.secret ? { 'x-telegram-bot-api-secret-token': webhook.secret } : {},
      onTaken: () => store.telegram().taken(update),
      // It has another address by now, or none: what waits goes there.
      isOver: () => store.telegram().data.webhook !== webhook,
      waitMs(attempt) {
        webhook.lastError = { at: Math.floor(Date.now() / 1_000), message: 'Wrong response from the webhook' }
        return Math.min(firstWaitMs * 2 ** attempt, longestWaitMs)
      },
    })
  }
}
