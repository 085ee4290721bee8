import { createElement, Fragment, type ReactNode } from 'react'
import { parseMarkdown } from '@switchboard/providers/markdown/parse-markdown'
import type { Block, ListItem, Run } from '@switchboard/providers/markdown/tree'

/**
 * Markdown of agents and people, as elements: HTML in it is text, and links lead to the web and to mail alone, in a page of their own. `level`: of its
 * highest heading, below what stands above it.
 */
export function Markdown({ text, level = 3 }: { text: string; level?: 2 | 3 | 4 }) {
  return <div className="markdown">{blocksOf(parseMarkdown(text), level)}</div>
}

const blocksOf = (blocks: readonly Block[], level: number): ReactNode =>
  blocks.map((block, index) => <Fragment key={index}>{elementOf(block, level)}</Fragment>)

function elementOf(block: Block, level: number): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p>{runsOf(block.runs)}</p>
    case 'heading':
      return createElement(`h${Math.min(block.level - 1 + level, 6)}`, null, runsOf(block.runs))
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'quote':
      return <blockquote>{blocksOf(block.blocks, level)}</blockquote>
    case 'list': {
      const items = block.items.map((item, index) => <Item key={index} item={item} level={level} />)
      return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>
    }
    case 'table':
      return <Table block={block} />
    case 'rule':
      return <hr />
  }
}

function Item({ item: { checked, blocks }, level }: { item: ListItem; level: number }) {
  const [first, ...others] = blocks
  return (
    <li className={checked === null ? undefined : 'markdown-task'}>
      {checked !== null && (
        <span role="img" aria-label={checked ? 'Done: ' : 'Open: '} className="markdown-box" data-checked={checked} />
      )}
      {first?.kind === 'paragraph' ? runsOf(first.runs) : first && elementOf(first, level)}
      {blocksOf(others, level)}
    </li>
  )
}

function Table({ block: { rows, align } }: { block: Extract<Block, { kind: 'table' }> }) {
  const [head = [], ...body] = rows
  return (
    <div className="markdown-table" role="region" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" style={{ textAlign: align[column] }}>
                {runsOf(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, column) => (
                <td key={column} style={{ textAlign: align[column] }}>
                  {runsOf(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const runsOf = (runs: readonly Run[]): ReactNode => runs.map((run, index) => <Words key={index} run={run} />)

function Words({ run: { text, bold, italic, strike, code, href } }: { run: Run }) {
  let words: ReactNode = code ? <code>{text}</code> : withBreaks(text)
  if (strike) words = <s>{words}</s>
  if (italic) words = <em>{words}</em>
  if (bold) words = <strong>{words}</strong>
  if (href === null) return words
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {words}
    </a>
  )
}

const withBreaks = (text: string): ReactNode =>
  text.split('\n').map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      {line}
    </Fragment>
  ))
