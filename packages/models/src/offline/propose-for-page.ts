import type { PageItem } from '@switchboard/core/items'
import type { ModelRequest } from '@switchboard/core/ports/task-model'
import type { Priority, Proposal } from '@switchboard/core/suggestions/proposal'
import { resolveDueDate } from '../dates/resolve-due-date'
import { composeTitle } from './compose-title'
import { cutText } from './cut-text'
import { asksOf, type Ask, type OfflineWeights } from './find-asks'
import { asksNothing, bareForm, linesFor, type PageLine, withoutCall } from './page-lines'
import { isTemplate, nextStep, type Standing, standingOf } from './page-signs'
import { readWish } from './read-wish'

const sureAsk = 0.5

type PageAsk = Pick<Ask, 'text' | 'probability'> & { wish: string; line: string; boxed: boolean }

/**
 * What a page wants of a person. A row that is theirs to do is a task by itself, under its own title and date. Of any other page only
 * the paragraphs that name them are looked at: the rest of it speaks to others.
 */
export function proposeForPage(weights: OfflineWeights, item: PageItem, request: ModelRequest): Proposal {
  const standing = item.concern === 'assigned' ? standingOf(item) : null
  const isTask = standing !== null && standing.confidence >= sureAsk
  const isClosed = standing?.closed === true || isTemplate(item)
  const asks = isClosed ? [] : findAsks(weights, item, linesFor(item, request.person, isTask))
  const [first] = asks
  const read = first ? dateOf(first, item, request.timeZone) : null
  // The date of a row that is somebody else's is theirs.
  const dueAt = isTask ? (item.dueAt ?? read?.dueAt ?? null) : (read?.dueAt ?? null)
  const confidence = Math.max(standing?.confidence ?? 0.05, first?.probability ?? 0)
  const quotes = (isTask && item.title ? [item.title, ...asks.map(({ text }) => text)] : asks.map(({ text }) => text))
    .map((quote) => cutText(quote, 600))
    .slice(0, 4)
  const [quote, ...others] = quotes.length > 0 ? quotes : item.title ? [cutText(item.title, 600)] : []
  const actionNeeded = confidence >= sureAsk && quote !== undefined
  return {
    actionNeeded,
    title: titleOf(item, isTask, first, read?.quote ?? null),
    description: cutText(asks.map(({ text }) => `${asks.length > 1 ? '- ' : ''}${text}`).join('\n'), 1_500),
    priority: priorityOf(item, first, dueAt),
    dueAt,
    tags: standing ? ['assigned'] : ['mention'],
    confidence: quote === undefined ? 0.02 : confidence,
    reasoning: reasonOf(item, isTask ? standing : null, standing?.note ?? null, actionNeeded),
    evidence: quote
      ? [
          { quote, supports: 'action' },
          ...(read?.quote && read.dueAt === dueAt ? [{ quote: read.quote, supports: 'due' as const }] : []),
          ...others.map((other) => ({ quote: other, supports: 'description' as const })),
        ]
      : [],
  }
}

/** The strongest first; in an open box stands what is to be done, whatever its form. */
function findAsks(weights: OfflineWeights, item: PageItem, lines: PageLine[]): PageAsk[] {
  return lines
    .flatMap(({ whole, text, wish, boxed, opens, atLeast, atMost }): PageAsk[] => {
      if (boxed || wish !== null) return [{ text, wish: wish ?? text, line: whole, boxed, probability: atLeast }]
      const sentences = asksOf(weights.sentence, { ...item, text }).map((ask) => ({
        ...ask,
        probability: Math.min(
          Math.max(ask.probability, opens && readWish(ask.text, item.sender.name, null) ? sureAsk : 0),
          asksNothing(ask.text) ? 0.3 : atMost,
        ),
      }))
      const [best, ...rest] = sentences.toSorted((a, b) => b.probability - a.probability)
      // A line of signs alone, or a name, has no sentence.
      if (!best) return atLeast > 0 ? [{ text, wish: text, line: whole, boxed, probability: atLeast }] : []
      return [{ ...best, probability: Math.max(best.probability, atLeast) }, ...rest].map((ask) => ({
        text: ask.text,
        wish: withoutCall(ask.text),
        line: whole,
        boxed,
        probability: ask.probability,
      }))
    })
    .filter(({ probability }) => probability >= sureAsk)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 3)
    .map((ask) => ({ ...ask, probability: Math.round(Math.min(0.95, ask.probability) * 1_000) / 1_000 }))
}

/** The day that its own words name, else one beside them. */
const dateOf = ({ text, line }: PageAsk, { receivedAt }: PageItem, timeZone: string) =>
  resolveDueDate(text, new Date(receivedAt), timeZone) ?? resolveDueDate(line, new Date(receivedAt), timeZone)

function titleOf(item: PageItem, isTask: boolean, ask: PageAsk | undefined, dueQuote: string | null): string {
  const next = isTask ? nextStep(item) : null
  if (next) return cutText(item.title ? `${next}: ${item.title}` : next, 80)
  if (isTask && item.title) return cutText(item.title, 80)
  if (!ask) return cutText(item.title || 'Look at the page', 80)
  // 'Ada writes the opening': a command to her.
  const wish = bareForm(ask.wish)
  if (!ask.boxed || readWish(wish, item.sender.name, dueQuote)) return composeTitle(item, wish, dueQuote || null)
  const undated = (dueQuote ? wish.replace(dueQuote, '') : wish).trim()
  return cutText(undated.charAt(0).toUpperCase() + undated.slice(1), 80)
}

const hourMs = 3_600_000

const urgent = /\b(?:urgent(?:ly)?|asap|immediately|right away|dringend|sofort|urgente)\b/i

function priorityOf({ properties, receivedAt }: PageItem, ask: PageAsk | undefined, dueAt: string | null): Priority {
  const said =
    properties.find(({ name }) =>
      /^(priority|priorität|priorité|prioridad|priorità|prioriteit|urgency|severity|dringlichkeit)$/i.test(name),
    )?.value ?? ''
  if (/\b(urgent|critical|blocker|highest|p0|s(?:ev[- ]?)?1|dringend|kritisch|urgente|critique)\b/i.test(said))
    return 'urgent'
  if (/\b(high|major|p1|hoch|haute|élevée|alta|hoog)\b/i.test(said)) return 'high'
  if (/\b(low|lowest|minor|trivial|p3|p4|niedrig|basse|faible|baja|bassa|laag)\b/i.test(said)) return 'low'
  if (ask && urgent.test(ask.line)) return 'urgent'
  const hoursLeft = dueAt === null ? Infinity : (Date.parse(dueAt) - Date.parse(receivedAt)) / hourMs
  return hoursLeft < 48 ? 'high' : 'medium'
}

function reasonOf(
  { concern, status, sender, dueAt }: PageItem,
  task: Standing | null,
  note: string | null,
  actionNeeded: boolean,
): string {
  const who = cutText(sender.name, 100)
  if (task) {
    const stands = status ? `, its status is “${cutText(status, 100)}”` : ''
    return `It is assigned to you${stands}${dueAt ? ', and it has a due date' : ''}.`
  }
  if (actionNeeded) return `${who} mentions you and asks you to do something.`
  if (concern === 'assigned') return `It names you${note ? `, but ${note}` : ''}.`
  return `${who} mentions you, and nothing beside it clearly asks you to do something.`
}
