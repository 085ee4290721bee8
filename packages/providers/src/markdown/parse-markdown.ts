import { mostLevels, type Token, tokensOf } from './parser'
import { readInline, withoutControls } from './read-inline'
import { type Align, type Block, type ListItem, plainRun, type Run } from './tree'

/**
 * Markdown as a tree that every channel shows: CommonMark with strikethrough, tables, task lists and bare addresses. HTML in it is
 * text. Nothing is thrown and no text is lost; time grows with the length.
 */
export function parseMarkdown(markdown: string): Block[] {
  const source = withoutControls(markdown.replace(/\r\n?/g, '\n'))
  const tokens = tokensOf(source)
  // Nobody nests so deep in earnest. As it was written, nothing is lost.
  if (tokens.some(({ level }) => level >= mostLevels)) return [{ kind: 'paragraph', runs: [plainRun(source.trim())] }]
  return readBlocks({ tokens, at: 0 })
}

type Reader = { tokens: readonly Token[]; at: number }

/** Up to the end of what encloses them. */
function readBlocks(reader: Reader): Block[] {
  const blocks: Block[] = []
  for (let token = next(reader); token && token.nesting !== -1; token = next(reader)) {
    const block = readBlock(reader, token)
    if (block) blocks.push(block)
  }
  return blocks
}

const next = (reader: Reader): Token | undefined => reader.tokens[reader.at++]

function readBlock(reader: Reader, token: Token): Block | null {
  switch (token.type) {
    case 'paragraph_open':
    case 'heading_open': {
      const runs = readRuns(reader)
      if (!hasWords(runs)) return null
      const level = Number(token.tag.slice(1))
      return token.type === 'heading_open' ? { kind: 'heading', level, runs } : { kind: 'paragraph', runs }
    }
    case 'blockquote_open': {
      const blocks = readBlocks(reader)
      return blocks.length > 0 ? { kind: 'quote', blocks } : null
    }
    case 'bullet_list_open':
      return { kind: 'list', start: null, items: readItems(reader) }
    case 'ordered_list_open':
      return { kind: 'list', start: Number(token.attrGet('start') ?? 1), items: readItems(reader) }
    case 'fence':
    case 'code_block': {
      const text = withoutControls(token.content).replace(/\n$/, '')
      const language = /^[\w+#.-]{1,30}/.exec(token.info)?.[0] ?? ''
      return text.trim() === '' ? null : { kind: 'code', language, text }
    }
    case 'table_open':
      return readTable(reader)
    case 'hr':
      return { kind: 'rule' }
    default:
      return null
  }
}

const hasWords = (runs: Run[]) => runs.some(({ text }) => text.trim() !== '')

/** The text of a paragraph, heading or cell, and its end. */
function readRuns(reader: Reader): Run[] {
  let runs: Run[] = []
  for (let token = next(reader); token && token.nesting !== -1; token = next(reader))
    runs = readInline(token.children ?? [])
  return runs
}

function readItems(reader: Reader): ListItem[] {
  const items: ListItem[] = []
  for (let token = next(reader); token && token.nesting !== -1; token = next(reader))
    items.push(asTask(readBlocks(reader)))
  return items
}

/** `[ ]` and `[x]` at the beginning of an item are its box. */
function asTask(blocks: Block[]): ListItem {
  const [first, ...others] = blocks
  const [run, ...runs] = first?.kind === 'paragraph' ? first.runs : []
  const box = run && !run.code && !run.href ? /^\[([ xX])\][ \t]+(?=\S|$)/.exec(run.text) : null
  if (!run || !box) return { checked: null, blocks }
  const text = run.text.slice(box[0].length)
  const rest: Block = { kind: 'paragraph', runs: text ? [{ ...run, text }, ...runs] : runs }
  return { checked: box[1] !== ' ', blocks: [rest, ...others] }
}

function readTable(reader: Reader): Block {
  const align: Align[] = []
  const rows: Run[][][] = []
  for (let token = next(reader); token && token.type !== 'table_close'; token = next(reader)) {
    if (token.type === 'tr_open') rows.push([])
    if (token.type !== 'th_open' && token.type !== 'td_open') continue
    if (rows.length === 1) align.push(alignOf(String(token.attrGet('style') ?? '')))
    rows.at(-1)?.push(readRuns(reader))
  }
  return { kind: 'table', align, rows }
}

const alignOf = (style: string): Align =>
  style.endsWith('right') ? 'right' : style.endsWith('center') ? 'center' : 'left'
