import { escapeMarkdown } from '@switchboard/core/channels/escape-markdown'
import type { ChannelMessage } from '@switchboard/core/ports/message-channel'
import { wholeMessage } from '../markdown/whole-message'
import { isPublicHttps } from '../net/public-url'
import { formatForTelegram } from './format'

/** Of the most that one message of ours says; the rest is read where its link leads. */
export const mostParts = 10
/** https://core.telegram.org/bots/api#inlinekeyboardbutton */
const longestData = 64
const perRow = 2

type Button = { text: string; callback_data: string } | { text: string; url: string }
export type TelegramPart = {
  text: string
  parse_mode: 'MarkdownV2'
  link_preview_options: { is_disabled: true }
  reply_markup?: { inline_keyboard: Button[][] }
}

/**
 * A message as Telegram shows it, in as many parts as it takes. What can be pressed stands in the first: should a later one not get
 * through, it can be decided all the same. Throws a TypeError for an action that Telegram cannot carry.
 */
export function composeParts(message: ChannelMessage): TelegramPart[] {
  const { link } = message
  // Telegram takes no button that leads into a network of one's own.
  const isButton = link !== null && isPublicHttps(link.url)
  const written = link && !isButton ? `\n\n${escapeMarkdown(link.label)}: \`${link.url}\`` : ''
  const keyboard = [...rowsOf(message), ...(isButton ? [[{ text: link.label, url: link.url }]] : [])]
  return formatForTelegram(wholeMessage(message) + written)
    .slice(0, mostParts)
    .map((text, at) => ({
      text,
      parse_mode: 'MarkdownV2',
      link_preview_options: { is_disabled: true },
      // Without any, those of before go away.
      ...(at === 0 ? { reply_markup: { inline_keyboard: keyboard } } : {}),
    }))
}

function rowsOf({ actions }: ChannelMessage): Button[][] {
  const buttons = actions.map(({ id, label }): Button => {
    if (Buffer.byteLength(id) > longestData) throw new TypeError(`Telegram carries no action of ${id.length} signs.`)
    return { text: label, callback_data: id }
  })
  return Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, row) =>
    buttons.slice(row * perRow, (row + 1) * perRow),
  )
}
