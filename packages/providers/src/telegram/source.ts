import { SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ItemSource } from '@switchboard/core/ports/item-source'
import { z } from 'zod'
import { callTelegram } from './client'
import { type TelegramConfig, webhooksOf } from './config'
import { accountOf } from './form'
import { presentMessage } from './present-message'
import { allowedUpdates, setWebhook } from './push'
import { telegramWriter } from './write-back'
import { botOf, meSchema, newsSchema, telegramSettingsSchema, webhookInfoSchema } from './schema'

const secondsPerDay = 86_400
const dayMs = secondsPerDay * 1_000
/** Who looks once a day looks a little less often than that. */
const slackMs = 3_600_000

/** When it was last seen that messages can come; absent in cursors of before this was kept. */
const cursorSchema = z.object({ seenAt: z.iso.datetime().optional() })

/**
 * Messages come by events alone: a bot has no history to read. A sync looks whether they can come. What could not be delivered
 * Telegram keeps for a day, and sends once it can. When nobody has seen for longer that messages can come, those of before that day may
 * be gone.
 */
export function telegramSource(config: TelegramConfig): ItemSource {
  const call = (access: Access) => ({ ...access, token: botOf(access.accessToken).token })

  /** `taken`: another program that was given the token had the messages sent to itself. */
  async function ensureDelivery(access: Access): Promise<{ calls: number; taken: boolean }> {
    const info = await callTelegram(config, call(access), 'getWebhookInfo', {}, webhookInfoSchema)
    const isAsked = allowedUpdates.every((kind) => info.allowed_updates.includes(kind))
    const isOurs = info.url.startsWith(webhooksOf(config))
    if (!isOurs || !isAsked) {
      // Not set yet, by an older version, or taken over.
      await setWebhook(config, access)
      return { calls: 2, taken: !isOurs && info.url !== '' }
    }
    const now = config.clock.now().getTime() / 1_000
    // What Telegram met before it was last asked says nothing of now, as right after a bot was mended.
    const askedAt = access.toldSince ? Math.floor(access.toldSince.getTime() / 1_000) : Infinity
    const failedLately = (info.last_error_date ?? 0) > Math.max(now - secondsPerDay, askedAt)
    if (failedLately && info.pending_update_count > 0) {
      const count = info.pending_update_count
      const messages = count === 1 ? '1 message waits' : `${count} messages wait`
      throw new SwitchboardError(
        'unavailable',
        `Telegram cannot deliver to this installation: ${messages} there, for a day at most. Check that PUBLIC_URL is reached from outside.`,
        { retryable: true, facts: { telegram: (info.last_error_message ?? '').slice(0, 200) } },
      )
    }
    return { calls: 1, taken: false }
  }

  return {
    toldAlone: true,
    async fetchChanges(access, { cursor }) {
      const { calls: apiCalls, taken } = await ensureDelivery(access)
      const now = config.clock.now()
      const { syncEveryMinutes } = telegramSettingsSchema.parse(access.settings)
      const { seenAt } = cursorSchema.parse(cursor ?? {})
      const from = seenAt === undefined ? now : new Date(seenAt)
      const isLong = now.getTime() - from.getTime() > Math.max(dayMs, syncEveryMinutes * 60_000 + slackMs)
      // What another program was sent Telegram sends to nobody else.
      const isTaken = taken && from < now
      const notCovered = isTaken ? { from, to: now } : isLong ? { from, to: new Date(now.getTime() - dayMs) } : null
      const nothing = { items: [], unreadable: [], more: false, expected: null, quotaUnits: 0 }
      return { ...nothing, notCovered, cursor: { seenAt: now.toISOString() }, apiCalls }
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
