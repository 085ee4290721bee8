import { escapeMarkdown } from '@switchboard/core/channels/escape-markdown'
import type { ChannelMessage } from '@switchboard/core/ports/message-channel'

/**
 * A message as one text of Markdown, for services that know no titles. What became of it stands first, where nobody overlooks it. A question
 * says in its words what it asks; its title is for notifications.
 */
export function wholeMessage({ template, title, body, outcome }: ChannelMessage): string {
  const heading = template === 'question' && body ? null : `**${escapeMarkdown(title)}**`
  return [heading, outcome, body].filter(Boolean).join('\n\n')
}
