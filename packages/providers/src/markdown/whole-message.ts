import type { ChannelMessage } from '@switchboard/core/ports/message-channel'
import { escapeMarkdown } from './escape-markdown'

/** A message as one text of Markdown, for services that know no titles. What became of it stands first, where nobody overlooks it. */
export const wholeMessage = ({ title, body, outcome }: Pick<ChannelMessage, 'title' | 'body' | 'outcome'>): string =>
  [`**${escapeMarkdown(title)}**`, outcome, body].filter(Boolean).join('\n\n')
