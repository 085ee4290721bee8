import type { Provider } from '@switchboard/core/ports'
import type { TelegramConfig } from './config'
import { telegramForm } from './form'
import { telegramPush } from './push'
import { telegramSettingsSchema } from './schema'
import { telegramSource } from './source'
import { telegramWebhook } from './webhook'

/** Telegram: a bot reads what people write to it, and in the groups it is in. */
export function telegram(config: TelegramConfig) {
  return {
    id: 'telegram',
    name: 'Telegram',
    ownership: 'shared',
    summary: 'Reads what people write to your bot, and in the groups it is in.',
    words: { item: 'message', service: 'Telegram' },
    settings: telegramSettingsSchema,
    form: telegramForm(config),
    source: telegramSource(config),
    push: telegramPush(config),
    webhook: telegramWebhook(),
  } satisfies Provider
}
