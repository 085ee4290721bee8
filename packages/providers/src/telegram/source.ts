import { SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ItemSource } from '@switchboard/core/ports/item-source'
import { callTelegram } from './client'
import { type TelegramConfig, webhooksOf } from './config'
import { accountOf } from './form'
import { presentMessage } from './present-message'
import { setWebhook } from './push'
import { telegramWriter } from './write-back'
import { botOf, meSchema, newsSchema, webhookInfoSchema } from './schema'

const secondsPerDay = 86_400

/**
 * Messages come by events alone: a bot has no history to read. A sync looks whether they can come. What could not be delivered
 * Telegram keeps for a day, and sends once it can.
 */
export function telegramSource(config: TelegramConfig): ItemSource {
  const call = (access: Access) => ({ ...access, token: botOf(access.accessToken).token })

  /** Returns how many calls it took. */
  async function ensureDelivery(access: Access): Promise<number> {
    const info = await callTelegram(config, call(access), 'getWebhookInfo', {}, webhookInfoSchema)
    if (!info.url.startsWith(webhooksOf(config))) {
      // Not set yet, or taken over by another program that was given the token.
      await setWebhook(config, access)
      return 2
    }
    const now = config.clock.now().getTime() / 1_000
    const failedLately = (info.last_error_date ?? 0) > now - secondsPerDay
    if (failedLately && info.pending_update_count > 0) {
      const messages = info.pending_update_count === 1 ? '1 message' : `${info.pending_update_count} messages`
      throw new SwitchboardError(
        'unavailable',
        `Telegram cannot deliver to this installation: ${messages} wait there, for a day at most. Check that PUBLIC_URL is reached from outside.`,
        { retryable: true, facts: { telegram: (info.last_error_message ?? '').slice(0, 200) } },
      )
    }
    return 1
  }

  return {
    async fetchChanges(access) {
      const apiCalls = await ensureDelivery(access)
      const nothing = { items: [], unreadable: [], notCovered: null, more: false, expected: null, quotaUnits: 0 }
      return { ...nothing, cursor: {}, apiCalls }
    },

    async readNews(access, news) {
      const item = presentMessage(botOf(access.accessToken), access.settings, newsSchema.parse(news))
      return { items: item ? [item] : [], over: [] }
    },

    ...telegramWriter(config),

    async checkHealth(access) {
      const account = accountOf(await callTelegram(config, call(access), 'getMe', {}, meSchema))
      await ensureDelivery(access)
      return account
    },
  }
}
