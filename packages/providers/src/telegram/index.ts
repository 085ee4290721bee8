import type { Provider } from '@switchboard/core/ports/provider'
import { telegramChannel } from './channel'
import type { TelegramConfig } from './config'
import { telegramForm } from './form'
import { telegramPush } from './push'
import { telegramSettingsSchema } from './schema'
import { telegramSource } from './source'
import { telegramWebhook } from './webhook'

/** Telegram: a bot reads what people write to it and in the groups it is in, and reacts when the task is done; it writes to those who have begun a chat with it. */
export function telegram(config: TelegramConfig) {
  return {
    id: 'telegram',
    name: 'Telegram',
    ownership: 'shared',
    itemKind: 'message',
    summary: 'Reads what people write to your bot and in its groups, reacts with 👍 when a task is done.',
    words: {
      item: 'message',
      service: 'Telegram',
      firstRead: 'what comes from now on',
      whenDone: 'reacts to its message with 👍',
      syncNow: 'Check now',
      untold: 'messages may not come in, and Telegram keeps them for a day only',
      notCovered:
        'Nobody saw for more than a day that messages can be delivered here. Telegram keeps them no longer and cannot be asked for them: look in the chats.',
    },
    settings: telegramSettingsSchema,
    form: telegramForm(config),
    source: telegramSource(config),
    channel: telegramChannel(config),
    push: telegramPush(config),
    webhook: telegramWebhook(),
  } satisfies Provider
}
