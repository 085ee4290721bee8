import { tableLinks, tableText } from './table-text'
import { type Block, isSameStyle, type ListItem, plainRun, type Run } from './tree'

/** A run of a text without tree, as chats and plain mail have it. `pre`: of a code block, in this language ('' when unnamed). */
export type LaidRun = Run & { quote: boolean; pre: string | null }

type Place = { indent: string; quote: boolean; depth: number }

/**
 * Blocks below each other in one text: list items behind bullets and numbers, tables in columns. A quote is told by `quote`
 * at all of its runs, its line breaks too; what stands between two paragraphs belongs to a quote only if both do. Where code stands in a
 * quote, its lines are code each.
 */
export function layOut(blocks: readonly Block[]): LaidRun[] {
  const runs: LaidRun[] = []
  layBlocks(runs, blocks, { indent: '', quote: false, depth: 0 })
  return runs
}

function layBlocks(runs: LaidRun[], blocks: readonly Block[], place: Place): void {
  blocks.forEach((block, index) => {
    const before = blocks[index - 1]
    if (before) add(runs, plainRun(before.kind === 'heading' || place.depth > 0 ? '\n' : '\n\n'), place)
    // What follows an item's first words stands below them.
    if (before && place.indent && block.kind !== 'list' && block.kind !== 'code' && block.kind !== 'quote')
      add(runs, plainRun(place.indent), place)
    layBlock(runs, block, place)
  })
}

function layBlock(runs: LaidRun[], block: Block, place: Place): void {
  switch (block.kind) {
    case 'paragraph':
      for (const run of block.runs) add(runs, indented(run, place.indent), place)
      break
    case 'heading':
      for (const run of block.runs) add(runs, { ...indented(run, place.indent), bold: !run.code }, place)
      break
    case 'code':
      addCode(runs, block.text, block.language, place)
      break
    case 'quote':
      layBlocks(runs, block.blocks, { ...place, quote: true, indent: '' })
      break
    case 'list':
      layItems(runs, block.items, block.start, place)
      break
    case 'table': {
      addCode(runs, tableText(block.rows, block.align), '', place)
      tableLinks(block.rows).forEach((link, index) => {
        add(runs, plainRun(index === 0 ? '\n' : ' · '), place)
        add(runs, link, place)
      })
      break
    }
    case 'rule':
      add(runs, plainRun('———'), place)
  }
}

const bullets = ['•', '◦', '▪']
/** Deeper ones stand no further to the right. */
const mostIndents = 8

function layItems(runs: LaidRun[], items: ListItem[], start: number | null, place: Place): void {
  const own = '  '.repeat(Math.min(place.depth, mostIndents))
  const inside = { ...place, depth: place.depth + 1, indent: `${own}  ` }
  items.forEach(({ checked, blocks }, index) => {
    if (index > 0) add(runs, plainRun('\n'), place)
    add(runs, plainRun(own + markOf(checked, start === null ? null : start + index, place.depth)), place)
    const [first] = blocks
    if (first && (first.kind === 'code' || first.kind === 'quote' || first.kind === 'table'))
      add(runs, plainRun('\n'), place)
    if (first?.kind === 'list') add(runs, plainRun('\n'), place)
    layBlocks(runs, blocks, inside)
  })
}

const markOf = (checked: boolean | null, number: number | null, depth: number) =>
  (number === null ? (checked === null ? `${bullets[Math.min(depth, 2)]} ` : '') : `${number}. `) + boxOf(checked)

/** The box of a task, and a space behind it. */
export const boxOf = (checked: boolean | null): string => (checked === null ? '' : checked ? '☑ ' : '☐ ')

function addCode(runs: LaidRun[], text: string, language: string, place: Place): void {
  if (!place.quote) {
    runs.push({ ...plainRun(text), quote: false, pre: language })
    return
  }
  text.split('\n').forEach((line, index) => {
    if (index > 0) add(runs, plainRun('\n'), place)
    if (line) add(runs, { ...plainRun(line), code: true }, place)
  })
}

const indented = (run: Run, indent: string): Run =>
  indent && run.text.includes('\n') ? { ...run, text: run.text.replaceAll('\n', `\n${indent}`) } : run

function add(runs: LaidRun[], run: Run, { quote }: Place): void {
  const last = runs.at(-1)
  if (last && last.pre === null && last.quote === quote && isSameStyle(last, run)) last.text += run.text
  else runs.push({ ...run, quote, pre: null })
}
