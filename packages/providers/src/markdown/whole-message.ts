import { escapeMarkdown } from '@switchboard/core/channels/escape-markdown'
import type { ChannelMessage } from '@switchboard/core/ports/message-channel'

/**
 * A message as one text of Markdown, for services that know no titles. What became of it stands first, where nobody overlooks it. A question
 * says in its words what it asks, and what somebody says needs no heading: their titles are for notifications.
 */
export function wholeMessage({ template, title, body, outcome }: ChannelMessage): string {
  const isHeaded = template !== 'said' && (template !== 'question' || !body)
  const heading = isHeaded ? `**${escapeMarkdown(title)}**` : null
  return [heading, outcome, body].filter(Boolean).join('\n\n')
}
