import { layOut } from '../markdown/lay-out'
import { splitRuns } from '../markdown/split-runs'
import { tableLinks, tableText } from '../markdown/table-text'
import { type Block, plainRun, type Run, textOf } from '../markdown/tree'
import { type List, type ListLine, listParts } from './list-parts'
import { blockBounds, preformatted, richTexts, sectionOf, sections, separated, type Written } from './rich-text'

/** The elements of a part of the text, each within `blockBounds`. */
export function writeElements(block: Block): Written[] {
  switch (block.kind) {
    case 'paragraph':
      return sections(block.runs)
    case 'heading':
      return sections(block.runs.map((run) => ({ ...run, bold: true })))
    case 'code':
      return preformatted(block.text)
    case 'quote':
      return splitRuns(separated(layOut([block])), blockBounds).map((runs) => ({
        element: { type: 'rich_text_quote', elements: richTexts(runs) },
        words: textOf(runs),
      }))
    case 'list':
      return listElements(block)
    case 'table':
      return [...preformatted(tableText(block.rows, block.align)), ...sections(linkLine(block.rows))]
    case 'rule':
      return sections([plainRun('———')])
  }
}

const linkLine = (rows: Run[][][]): Run[] =>
  tableLinks(rows).flatMap((link, index) => (index === 0 ? [link] : [plainRun(' · '), link]))

function listElements(list: List): Written[] {
  const written: Written[] = []
  let lines: ListLine[] = []
  let [units, weight] = [0, 0]
  const endList = () => {
    const [first] = lines
    if (first) written.push(asList(first, lines))
    ;[lines, units, weight] = [[], 0, 0]
  }
  for (const part of listParts(list)) {
    if ('block' in part) {
      endList()
      written.push(...writeElements(part.block))
      continue
    }
    const { line } = part
    const cost = line.runs.reduce((sum, run) => sum + blockBounds.weightOf(run), 0)
    const length = textOf(line.runs).length + 1
    if (!goesOn(lines.at(-1), line) || units + length > blockBounds.units || weight + cost > blockBounds.weight)
      endList()
    lines.push(line)
    units += length
    weight += cost
  }
  endList()
  return written
}

const goesOn = (last: ListLine | undefined, line: ListLine) =>
  last?.style === line.style &&
  last.indent === line.indent &&
  (line.style === 'bullet' || line.number === last.number + 1)

const asList = ({ style, indent, number }: ListLine, lines: ListLine[]): Written => ({
  element: {
    type: 'rich_text_list',
    style,
    indent,
    ...(style === 'ordered' && number > 1 ? { offset: number - 1 } : {}),
    elements: lines.map(({ runs }) => sectionOf(runs)),
  },
  words: lines.map(({ runs }) => textOf(runs)).join('\n'),
})
