import { z } from 'zod'
import { isSwitchboardError } from '@switchboard/core/errors'
import { mentions, plainText } from './rich-text'
import { type Block, richTextSchema } from './schema'

/** Of a page more is not read; a person writes less in most. */
const most = { calls: 10, blocks: 300, depth: 3, characters: 20_000 }

export type PageText = {
  text: string
  /** The paragraphs that name the person, word for word; a box that is ticked asks nothing any more. */
  mentions: string[]
}

type Line = { text: string; plain: string; mentioned: boolean }
type Listing = { blocks: Block[]; next: string | null }

/**
 * A page's text from its blocks, in their order, as far as it is read. `list` asks for the children of one; refused below a block, it has
 * none. Throws what `list` throws of the page itself.
 */
export async function readBlocks(
  pageId: string,
  userId: string,
  list: (blockId: string, startCursor: string | null) => Promise<Listing>,
): Promise<PageText> {
  const lines: Line[] = []
  let calls = 0

  async function below(blockId: string, depth: number): Promise<void> {
    let cursor: string | null = null
    do {
      if (calls >= most.calls || lines.length >= most.blocks) return
      calls += 1
      const { blocks, next }: Listing = await list(blockId, cursor).catch((error: unknown) => {
        if (depth > 0 && isRefusal(error)) return { blocks: [], next: null }
        throw error
      })
      for (const block of blocks) {
        const line = lineOf(block, userId)
        if (line) lines.push({ ...line, text: `${'  '.repeat(depth)}${line.text}` })
        if (block.has_children && depth < most.depth && isReadBelow(block)) await below(block.id, depth + 1)
      }
      cursor = next
    } while (cursor !== null)
  }

  await below(pageId, 0)
  const text = joined(lines.slice(0, most.blocks))
  return {
    text,
    mentions: lines.filter(({ mentioned, plain }) => mentioned && text.includes(plain)).map(({ plain }) => plain),
  }
}

/** A page below is a page of its own. Of what the API does not know, as AI blocks, it refuses the children though it says there are some. */
const isReadBelow = ({ type }: Block) => !type.startsWith('child_') && type !== 'unsupported'

const isRefusal = (error: unknown) => isSwitchboardError(error, 'invalid_response') || isSwitchboardError(error, 'gone')

/** An entry of a list follows the one before it at once, all else after an empty line. */
const isEntry = ({ text }: Line) => /^\s*([-•|]|\d+\.|\[[ x]\]) /.test(text)
function joined(lines: Line[]): string {
  return lines
    .map((line, at) => {
      const before = lines[at - 1]
      const gap = before === undefined ? '' : isEntry(line) && isEntry(before) ? '\n' : '\n\n'
      return gap + line.text
    })
    .join('')
    .slice(0, most.characters)
    .trim()
}

const wordsSchema = z.object({
  rich_text: richTextSchema.optional(),
  caption: richTextSchema.optional(),
  cells: z.array(richTextSchema).optional(),
  title: z.string().optional(),
  checked: z.boolean().optional(),
})

/** Null for a block without words. */
function lineOf(block: Block, userId: string): Line | null {
  const words = wordsSchema.safeParse(block[block.type]).data
  if (!words) return null
  const parts = words.cells ?? [words.rich_text ?? words.caption ?? []]
  const plain = parts.map(plainText).join(' | ').trim() || (words.title ?? '').trim()
  if (!plain) return null
  const mentioned = parts.some((part) => mentions(part, userId)) && words.checked !== true
  return { text: marked(block.type, plain, words.checked), plain, mentioned }
}

function marked(type: string, plain: string, checked: boolean | undefined): string {
  if (type === 'to_do') return `[${checked ? 'x' : ' '}] ${plain}`
  if (type === 'bulleted_list_item' || type === 'numbered_list_item') return `- ${plain}`
  return type === 'table_row' ? `| ${plain}` : plain
}
