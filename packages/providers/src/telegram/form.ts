import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { secretSetting } from '@switchboard/core/connections/setting-kinds'
import { SwitchboardError } from '@switchboard/core/errors'
import type { FormCapability } from '@switchboard/core/ports/connecting'
import { callTelegram, isRefusedToken } from './client'
import { obstacleOf, type TelegramConfig, webhooksOf } from './config'
import { type Bot, botOf, meSchema, webhookInfoSchema } from './schema'

const timeoutMs = 10_000

const fieldsSchema = z.object({
  token: secretSetting(
    { label: 'Bot token', hint: 'As @BotFather gave it: 123456789:AAE…', group: 'Your bot' },
    { longest: 200 },
  ),
})

/** A bot is connected by its token (requirement A8). */
export const telegramForm = (config: TelegramConfig): FormCapability => ({
  fields: fieldsSchema,
  guide: [
    'In Telegram, write /newbot to @BotFather, or /token for a bot that you have, and paste what it answers. Use a bot for Switchboard alone: a bot’s messages go to one place only.',
    'Switchboard keeps the token encrypted and shows it to nobody; it reads what people write to the bot and in the groups it is in.',
    obstacleOf(config) ?? '',
  ]
    .filter(Boolean)
    .join(' '),

  async connect(values, signal) {
    const token = fieldsSchema.parse(values).token.trim()
    const me = await callTelegram(config, { token, signal, timeoutMs }, 'getMe', {}, meSchema).catch(atField)
    const bot: Bot = { token, secret: randomBytes(32).toString('base64url'), id: me.id, username: me.username }
    return {
      tokens: { accessToken: JSON.stringify(bot), refreshToken: null, expiresAt: null, scopes: [] },
      account: accountOf(bot),
    }
  },

  shownValues: () => ({}),

  async disconnect({ accessToken }, signal) {
    const { token } = botOf(accessToken)
    const call = { token, signal, timeoutMs }
    try {
      const { url } = await callTelegram(config, call, 'getWebhookInfo', {}, webhookInfoSchema)
      // Somebody else's by now is left alone.
      if (url.startsWith(webhooksOf(config))) await callTelegram(config, call, 'deleteWebhook', {}, z.literal(true))
    } catch (error) {
      // A token that was withdrawn at Telegram brings nothing any more.
      if (!isRefusedToken(error)) throw error
    }
  },
})

export const accountOf = ({ id, username }: Pick<Bot, 'id' | 'username'>) => ({
  id: String(id),
  name: `@${username}`,
})

function atField(error: unknown): never {
  if (!isRefusedToken(error)) throw error
  throw new SwitchboardError(
    'invalid_input',
    'Bot token: Telegram does not know this one. Copy it whole from @BotFather, with the number before the colon.',
    { field: 'token' },
  )
}
