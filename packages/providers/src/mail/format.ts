import { boxOf } from '../markdown/lay-out'
import { parseMarkdown } from '../markdown/parse-markdown'
import { mailText } from '../markdown/plain-text'
import type { Block, ListItem, Run } from '../markdown/tree'
import { escapeHtml, styled } from './html'
import { fonts, light } from './theme'

/**
 * Markdown as the body of a mail: HTML for within a frame (templates/frame.ts), whose style sheet knows its classes, and plain text. Only
 * elements and addresses of our own making come into it: HTML that was written is text.
 */
export function formatForMail(markdown: string): { html: string; text: string } {
  const blocks = parseMarkdown(markdown)
  return { html: writeBlocks(blocks), text: mailText(blocks) }
}

const writeBlocks = (blocks: readonly Block[]): string => blocks.map(writeBlock).join('\n')

const space = 'margin: 0 0 16px'
const headingSizes = ['20px; line-height: 28px', '18px; line-height: 26px', '16px; line-height: 24px']

function writeBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p style="${space}">${writeRuns(block.runs)}</p>`
    case 'heading': {
      const size = headingSizes[Math.min(block.level, headingSizes.length) - 1]
      const tag = `h${Math.min(block.level + 1, 6)}`
      return styled(tag, 'text', `margin: 24px 0 8px; font-size: ${size}; color: ${light.text}`, writeRuns(block.runs))
    }
    case 'code':
      return writeCode(block.text)
    case 'quote':
      return styled(
        'blockquote',
        'quote',
        `${space}; padding: 0 0 0 12px; border-left: 3px solid ${light.line}; color: ${light.second}`,
        writeBlocks(block.blocks),
      )
    case 'list': {
      const items = block.items.map(writeItem).join('\n')
      const style = `${space}; padding: 0 0 0 24px`
      return block.start === null
        ? `<ul style="${style}">${items}</ul>`
        : `<ol start="${block.start}" style="${style}">${items}</ol>`
    }
    case 'table':
      return writeTable(block)
    case 'rule':
      return `<hr class="rule" style="margin: 24px 0; border: 0; border-top: 1px solid ${light.line}">`
  }
}

/** A single paragraph stands beside its bullet without a distance of its own. */
function writeItem({ checked, blocks }: ListItem): string {
  const [first, ...others] = blocks
  const words = first?.kind === 'paragraph' ? writeRuns(first.runs) : first ? writeBlock(first) : ''
  const rest = others.length > 0 ? `\n<div style="text-indent: 0">${writeBlocks(others)}</div>` : ''
  // The box of a task stands where the bullet would.
  const bullet = checked === null ? '' : '; list-style: none; text-indent: -20px'
  return `<li style="margin: 0 0 4px${bullet}">${boxOf(checked)}${words}${rest}</li>`
}

const writeCode = (text: string) =>
  styled(
    'pre',
    'code',
    `${space}; padding: 12px; border-radius: 6px; background: ${light.raised}; color: ${light.text}; font: 13px/20px ${fonts.code}; white-space: pre-wrap; word-break: break-word`,
    escapeHtml(text),
  )

/** Short cells only stay readable on a phone; others break within words. */
function writeTable({ rows, align }: Extract<Block, { kind: 'table' }>): string {
  const row = (cells: Run[][], tag: 'th' | 'td') => {
    const last = cells.findLastIndex((cell) => cell.length > 0)
    return `<tr>${cells
      .slice(0, last + 1)
      .map((cell, column) =>
        styled(
          tag,
          'cell',
          `padding: 6px 12px 6px 0; border-bottom: 1px solid ${light.line}; text-align: ${align[column] ?? 'left'}; vertical-align: top; word-break: break-word`,
          writeRuns(cell),
        ),
      )
      .join('')}</tr>`
  }
  const [head = [], ...body] = rows
  return `<table style="${space}; border-collapse: collapse; font-size: 14px; line-height: 20px"><thead>${row(head, 'th')}</thead><tbody>${body.map((cells) => row(cells, 'td')).join('')}</tbody></table>`
}

const writeRuns = (runs: readonly Run[]): string => runs.map(writeRun).join('')

function writeRun({ text, bold, italic, strike, code, href }: Run): string {
  let html = escapeHtml(text).replaceAll('\n', '<br>')
  if (code)
    html = styled(
      'code',
      'code',
      `padding: 2px 4px; border-radius: 4px; background: ${light.raised}; font: 13px/20px ${fonts.code}`,
      html,
    )
  if (strike) html = `<s>${html}</s>`
  if (italic) html = `<em>${html}</em>`
  if (bold) html = `<strong>${html}</strong>`
  if (href !== null) html = `<a class="link" href="${escapeHtml(href)}" style="color: ${light.accentText}">${html}</a>`
  return html
}
