import { boxOf } from '../markdown/lay-out'
import { splitRuns } from '../markdown/split-runs'
import { type Block, type ListItem, plainRun, type Run } from '../markdown/tree'
import { blockBounds, separated } from './rich-text'

export type List = Extract<Block, { kind: 'list' }>
/** One line of a list, or what stands between two lines. */
export type ListLine = { style: 'bullet' | 'ordered'; indent: number; number: number; runs: Run[] }
export type ListPart = { line: ListLine } | { block: Block }

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#element-types */
const mostIndent = 8

/** A list and those in it as lines. Slack's lists have nothing else: code, quotes and tables of an item stand between two lines. */
export function listParts({ start, items }: List, depth = 0): ListPart[] {
  return items.flatMap((item, index) => {
    const { words, others } = wordsOf(item)
    // One unit less than a block holds: lines are reckoned with their ends.
    const [first = [plainRun(' ')], ...rest] = splitRuns(separated(words), {
      ...blockBounds,
      units: blockBounds.units - 1,
    })
    const line: ListLine = {
      style: start === null ? 'bullet' : 'ordered',
      indent: Math.min(depth, mostIndent),
      number: (start ?? 1) + index,
      runs: first,
    }
    return [
      { line },
      ...rest.map((runs) => ({ block: { kind: 'paragraph' as const, runs } })),
      ...others.flatMap((block) => (block.kind === 'list' ? listParts(block, depth + 1) : [{ block }])),
    ]
  })
}

/** The paragraphs that an item begins with stand in its line. */
function wordsOf({ checked, blocks }: ListItem): { words: Run[]; others: Block[] } {
  const words: Run[] = checked === null ? [] : [plainRun(boxOf(checked))]
  const end = blocks.findIndex(({ kind }) => kind !== 'paragraph')
  const begin = end === -1 ? blocks : blocks.slice(0, end)
  begin.forEach((block, index) => {
    if (index > 0) words.push(plainRun('\n'))
    if (block.kind === 'paragraph') words.push(...block.runs)
  })
  return { words, others: blocks.slice(begin.length) }
}
