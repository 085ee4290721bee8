import { z } from 'zod'
import { type SlackBlock, SlackRefusal, type SlackPost } from './workspace'

const mostBlocks = 50
const mostJson = 13_000
const elementSchema = z.looseObject({ type: z.string(), action_id: z.string().max(255).optional() })
const blockSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('rich_text'), elements: z.array(z.looseObject({ type: z.string() })).min(1) }),
  z.object({ type: z.literal('divider') }),
  z.looseObject({
    type: z.literal('actions'),
    elements: z
      .array(
        elementSchema.extend({
          type: z.literal('button'),
          action_id: z.string().min(1).max(255),
          text: z.object({ type: z.literal('plain_text'), text: z.string().min(1).max(75) }),
          style: z.enum(['primary', 'danger']).optional(),
          url: z.url().max(3_000).optional(),
        }),
      )
      .min(1)
      .max(25)
      .refine((all) => new Set(all.map(({ action_id }) => action_id)).size === all.length),
  }),
])

/** The blocks of a message. Refuses what Slack refuses of those that the product uses. https://docs.slack.dev/reference/block-kit/blocks */
export function blocksIn(json: string): SlackBlock[] {
  const blocks = z.array(blockSchema).min(1).safeParse(JSON.parse(json)).data
  if (!blocks || blocks.length > mostBlocks) throw new SlackRefusal('invalid_blocks')
  if (json.length > mostJson) throw new SlackRefusal('msg_blocks_too_long')
  return blocks
}

const buttonSchema = z.object({
  type: z.literal('button'),
  action_id: z.string(),
  text: z.object({ text: z.string() }),
  url: z.string().optional(),
})
export type SlackButton = { id: string; label: string; url: string | null }

/** What can be pressed below a message. */
export const buttonsOf = ({ blocks = [] }: Pick<SlackPost, 'blocks'>): SlackButton[] =>
  blocks
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements = [] }) => elements.flatMap((one) => buttonSchema.safeParse(one).data ?? []))
    .map(({ action_id: id, text, url = null }) => ({ id, label: text.text, url }))

const textSchema = z.looseObject({ text: z.string().optional(), elements: z.array(z.unknown()).optional() })

/** What people read of a message: the words of its blocks, or without any its text. */
export function wordsOf({ blocks, text }: Pick<SlackPost, 'blocks' | 'text'>): string {
  if (!blocks) return text
  return blocks
    .filter(({ type }) => type === 'rich_text')
    .map(({ elements = [] }) => elements.map(wordsIn).join('\n'))
    .join('\n')
}

function wordsIn(element: unknown): string {
  const { text, elements = [] } = textSchema.safeParse(element).data ?? {}
  return text ?? elements.map(wordsIn).join('')
}
