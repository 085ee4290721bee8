import { type LaidRun, layOut } from '../markdown/lay-out'
import { parseMarkdown } from '../markdown/parse-markdown'
import { splitRuns } from '../markdown/split-runs'
import { textOf } from '../markdown/tree'

/** UTF-16 units of a message after formatting. https://core.telegram.org/bots/api#sendmessage */
const mostUnits = 4_096
/** Telegram leaves out formats after the hundredth, and refuses 32 KB before formatting: addresses of links are counted beside them. */
const weights = { most: 16_000, format: 160 }

/**
 * Markdown as messages in MarkdownV2 (https://core.telegram.org/bots/api#markdownv2-style), each within 4,096 visible UTF-16 units, none for a
 * text without anything visible. What Telegram would make of plain text by itself (mentions, `tg://` and other addresses
 * that are not of the web) is kept from it by an invisible word joiner.
 */
export const formatForTelegram = (markdown: string): string[] =>
  splitRuns(disarm(layOut(parseMarkdown(markdown))), {
    units: mostUnits,
    weight: weights.most,
    weightOf,
  }).map(writeMarkdownV2)

const weightOf = ({ bold, italic, strike, code, href, quote, pre }: LaidRun) =>
  (Number(bold) + Number(italic) + Number(strike) + Number(code) + Number(quote) + Number(pre !== null)) *
    weights.format +
  (href === null ? 0 : weights.format + href.length)

/** Behind these: names in groups would be told of it; `tg://` acts in the app. */
const active = /(?<![\w\p{L}])@(?=\w)|\b(?!https?:)[a-z][a-z\d+.-]{0,30}:(?=\/\/)/giu
const wordJoiner = '\u2060'

/** Whatever format its parts are in: Telegram looks at the text alone. It finds nothing in code. */
function disarm(runs: LaidRun[]): LaidRun[] {
  const text = textOf(runs)
  const places = [...text.matchAll(active)].map(({ index, 0: match }) => index + match.length)
  if (places.length === 0) return runs
  let [begins, next] = [0, 0]
  return runs.map((run) => {
    const parts: string[] = []
    let from = begins
    const ends = begins + run.text.length
    for (; next < places.length && (places[next] ?? 0) <= ends; next++) {
      const place = places[next] ?? 0
      parts.push(text.slice(from, place))
      from = place
    }
    parts.push(text.slice(from, ends))
    begins = ends
    return run.code || run.pre !== null ? run : { ...run, text: parts.join(wordJoiner) }
  })
}

type Mark = { open: string; close: string }
const marks = {
  bold: { open: '*', close: '*' },
  italic: { open: '_', close: '_' },
  strike: { open: '~', close: '~' },
}

/** Formats are closed before what they do not cover, and at the end of each line of a quote. */
function writeMarkdownV2(runs: readonly LaidRun[]): string {
  let text = ''
  let inQuote = false
  const open: Mark[] = []
  const close = (count: number) => {
    for (const mark of open.splice(open.length - count).reverse()) text += mark.close
  }
  const enter = (wanted: Mark[]) => {
    const kept = open.findIndex((mark) => !wanted.some((one) => one.open === mark.open && one.close === mark.close))
    if (kept !== -1) close(open.length - kept)
    for (const mark of wanted) {
      if (open.some((one) => one.open === mark.open)) continue
      open.push(mark)
      text += mark.open
    }
  }
  for (const run of runs) {
    if (run.quote && !inQuote) {
      close(open.length)
      text += '>'
    }
    inQuote = run.quote
    if (run.pre !== null) {
      close(open.length)
      text += `\`\`\`${run.pre}\n${escapeCode(run.text)}\`\`\``
    } else if (run.quote) {
      run.text.split('\n').forEach((line, index) => {
        if (index > 0) {
          close(open.length)
          text += '\n>'
        }
        if (line) write(line, run)
      })
    } else write(run.text, run)
  }
  close(open.length)
  return text

  function write(words: string, run: LaidRun): void {
    enter(marksOf(run))
    // Telegram takes no code within a link; the link is worth more.
    text += run.code && run.href === null ? `\`${escapeCode(words)}\`` : escapeText(words)
  }
}

function marksOf({ bold, italic, strike, code, href }: LaidRun): Mark[] {
  const isCode = code && href === null
  return [
    ...(bold && !isCode ? [marks.bold] : []),
    ...(italic && !isCode ? [marks.italic] : []),
    ...(strike && !isCode ? [marks.strike] : []),
    ...(href === null ? [] : [{ open: '[', close: `](${href.replace(/[)\\]/g, String.raw`\$&`)})` }]),
  ]
}

const escapeText = (text: string) => text.replace(/[_*[\]()~`>#+\-=|{}.!\\]/g, String.raw`\$&`)
const escapeCode = (text: string) => text.replace(/[`\\]/g, String.raw`\$&`)
