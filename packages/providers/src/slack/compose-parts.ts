import type { ChannelMessage, MessageAction } from '@switchboard/core/ports/message-channel'
import { wholeMessage } from '../markdown/whole-message'
import { formatForSlack } from './format'
import type { SlackBlock } from './rich-text'

/** Of the most that one message of ours says; the rest is read where its link leads. */
export const mostParts = 10
/** https://docs.slack.dev/reference/block-kit/blocks */
const mostBlocks = 50
/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const [longestLabel, longestUrl] = [75, 3_000]
/** Slack tells of a press of a link, too: its id says that it is none. */
export const linkActionId = 'link'

type Button = {
  type: 'button'
  action_id: string
  text: { type: 'plain_text'; text: string }
  style?: 'primary' | 'danger'
  url?: string
}
type ActionsBlock = { type: 'actions'; elements: Button[] }
export type SlackPart = { text: string; blocks: (SlackBlock | ActionsBlock)[] }

/**
 * A message as Slack shows it, in as many parts as it takes. What can be pressed stands in the first: should a later one not get through, it
 * can be decided all the same.
 */
export function composeParts(message: ChannelMessage): SlackPart[] {
  const buttons = buttonsOf(message)
  const [first, ...rest] = formatForSlack(wholeMessage(message))
  const text = escapeText(message.title)
  const blocks = first?.blocks ?? []
  if (buttons.length === 0) return [{ text, blocks }, ...rest].slice(0, mostParts)
  const actions: ActionsBlock = { type: 'actions', elements: buttons }
  const [own, moved] = [blocks.slice(0, mostBlocks - 1), blocks.slice(mostBlocks - 1)]
  return [{ text, blocks: [...own, actions] }, ...(moved.length > 0 ? [{ text, blocks: moved }] : []), ...rest].slice(
    0,
    mostParts,
  )
}

function buttonsOf({ actions, link }: ChannelMessage): Button[] {
  const url = link && link.url.length <= longestUrl ? link.url : undefined
  return [
    ...actions.map(({ id, label, style }: MessageAction): Button => ({
      type: 'button',
      action_id: id,
      text: plain(label),
      ...(style === 'plain' ? {} : { style }),
    })),
    ...(link && url ? [{ type: 'button' as const, action_id: linkActionId, text: plain(link.label), url }] : []),
  ]
}

export const plain = (text: string, longest = longestLabel) => ({
  type: 'plain_text' as const,
  text: text.length > longest ? `${text.slice(0, longest - 1)}…` : text,
})

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
export const escapeText = (text: string) =>
  // Cut first: half an escape would stand there as it is.
  text.slice(0, 2_000).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
