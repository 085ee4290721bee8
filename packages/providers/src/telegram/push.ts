import { SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { PushSource } from '@switchboard/core/ports/push'
import { z } from 'zod'
import { callTelegram } from './client'
import { obstacleOf, type TelegramConfig, webhooksOf } from './config'
import { botOf } from './schema'

/** What is told of: messages of people, what they make of them later, and what they press. */
export const allowedUpdates = ['message', 'edited_message', 'callback_query']
/** Telegram's promise has no end. One that was taken over by somebody else is noticed and made anew long before. */
const promisedMs = 30 * 86_400_000

/** Has Telegram send to the connection's own address, with a secret that only it is told. */
export const telegramPush = (config: TelegramConfig): PushSource => ({
  // Of a bot there is one webhook, whoever has connected it. Messages wait at Telegram while nobody’s
  // connection of it works; disconnecting the last takes it away.
  reach: 'account',

  async watch(access) {
    await setWebhook(config, access)
    return { expiresAt: new Date(config.clock.now().getTime() + promisedMs), data: null }
  },
})

/** https://core.telegram.org/bots/api#setwebhook; what waits at Telegram is sent then. Throws not_configured. */
export async function setWebhook(config: TelegramConfig, access: Access): Promise<void> {
  const obstacle = obstacleOf(config)
  if (obstacle) throw new SwitchboardError('not_configured', obstacle)
  const { token, secret } = botOf(access.accessToken)
  const parameters = {
    url: `${webhooksOf(config)}${access.connectionId}`,
    secret_token: secret,
    allowed_updates: allowedUpdates,
    drop_pending_updates: false,
  }
  await callTelegram(config, { ...access, token }, 'setWebhook', parameters, z.literal(true))
}
