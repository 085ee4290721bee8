/** A stretch of text in one style. Line breaks within a paragraph are `\n`. Styles do not nest: each run names all that it has. */
export type Run = {
  text: string
  bold: boolean
  italic: boolean
  strike: boolean
  code: boolean
  /** http(s) or mailto alone. */
  href: string | null
}

export type ListItem = { /** Of a task list; null: no box. */ checked: boolean | null; blocks: Block[] }
export type Align = 'left' | 'center' | 'right'

export type Block =
  | { kind: 'paragraph'; runs: Run[] }
  | { kind: 'heading'; level: number; runs: Run[] }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; /** Of the first item; null: bullets. */ start: number | null; items: ListItem[] }
  | { kind: 'table'; align: Align[]; /** The first one is the head. */ rows: Run[][][] }
  | { kind: 'rule' }

export const plainRun = (text: string): Run => ({
  text,
  bold: false,
  italic: false,
  strike: false,
  code: false,
  href: null,
})

export const isSameStyle = (one: Run, other: Run): boolean =>
  one.bold === other.bold &&
  one.italic === other.italic &&
  one.strike === other.strike &&
  one.code === other.code &&
  one.href === other.href

export const textOf = (runs: readonly Run[]): string => runs.map(({ text }) => text).join('')
