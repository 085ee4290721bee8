import type { Clock } from '@switchboard/core/ports/clock'
import { isPublicHttps } from '../net/public-url'

export type TelegramConfig = {
  /** Where the Bot API answers: Telegram's own server, or one that the operator runs. */
  apiUrl: string
  /** Where this installation is reached. */
  publicUrl: string
  clock: Clock
}

export const telegramApiUrl = 'https://api.telegram.org'
/** https://core.telegram.org/bots/api#setwebhook */
const portsOfTelegram = new Set(['', '443', '80', '88', '8443'])

/** Below which each connection has its own address. */
export const webhooksOf = ({ publicUrl }: Pick<TelegramConfig, 'publicUrl'>): string =>
  new URL('/api/webhooks/telegram/', publicUrl).href

/** Why messages cannot come to this installation; null when they can. A Bot API server of one's own calls any address. */
export function obstacleOf({ apiUrl, publicUrl }: Pick<TelegramConfig, 'apiUrl' | 'publicUrl'>): string | null {
  if (new URL(apiUrl).origin !== telegramApiUrl) return null
  if (isPublicHttps(publicUrl) && portsOfTelegram.has(new URL(publicUrl).port)) return null
  return 'Telegram calls only public https addresses, on port 443, 80, 88 or 8443. Messages come once PUBLIC_URL is one.'
}
