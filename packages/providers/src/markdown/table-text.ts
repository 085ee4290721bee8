import { type Align, type Run, textOf } from './tree'

/** Wider cells run over: they would push all others off the screen. */
const widestColumn = 32

/** A table as lines for a font of one width, a line below its head. */
export function tableText(rows: Run[][][], align: Align[]): string {
  const texts = rows.map((cells) => cells.map((cell) => textOf(cell).replaceAll('\n', ' ').trim()))
  const widths = align.map((_, column) =>
    texts.reduce((width, cells) => Math.max(width, Math.min(widestColumn, widthOf(cells[column] ?? ''))), 1),
  )
  const lines = texts.map((cells) => {
    const last = cells.findLastIndex((cell) => cell !== '')
    return cells
      .slice(0, last + 1)
      .map((cell, column) => pad(cell, widths[column] ?? 1, align[column] ?? 'left'))
      .join('  ')
      .trimEnd()
  })
  const underline = widths.map((width) => '─'.repeat(width)).join('  ')
  return [...lines.slice(0, 1), underline, ...lines.slice(1)].join('\n')
}

/** The links of a table, which text of one width cannot hold, in their order. */
export const tableLinks = (rows: Run[][][]): Run[] =>
  rows.flatMap((cells) => cells.flatMap((cell) => cell.filter(({ href }) => href !== null)))

const widthOf = (text: string) => [...text].length

function pad(text: string, width: number, align: Align): string {
  const missing = Math.max(0, width - widthOf(text))
  const before = align === 'right' ? missing : align === 'center' ? Math.floor(missing / 2) : 0
  return ' '.repeat(before) + text + ' '.repeat(missing - before)
}
