import type { PageItem } from '@switchboard/core/items'
import type { ModelRequest } from '@switchboard/core/ports/task-model'
import type { Priority, Proposal } from '@switchboard/core/suggestions/proposal'
import { resolveDueDate } from '../dates/resolve-due-date'
import { composeTitle } from './compose-title'
import { cutText } from './cut-text'
import { startsWithVerb } from './features'
import { asksOf, type Ask, type OfflineWeights } from './find-asks'
import { readWish } from './read-wish'

/** Somebody's work that is not to be begun yet, as tables word it. */
const putOff = /\b(backlog|ideas?|someday|later|icebox|parked|on hold|blocked|waiting|paused)\b/i
/** '@Ada Lindqvist, …' at the head of a paragraph; what follows it begins with a capital at times. */
const address = /^@\p{L}[\p{L}.'’-]*(?:\s(?!(?:Please|Can|Could|Would|Will|Kindly)\b)\p{Lu}[\p{L}.'’-]*){0,2}[,:]?\s+/u
const thanks = /^(many |big )?(thanks|thank you|kudos|congratulations|danke|merci|gracias)\b/i

const sureAsk = 0.5
/** What an open box with a name on it says. */
const ofBox = 0.86

type Line = { text: string; boxed: boolean }
type PageAsk = Pick<Ask, 'text' | 'probability'> & { boxed: boolean }

/**
 * What a page wants of a person. A row that is assigned to them is a task by itself, under its own title and date. Of a page that
 * mentions them only the paragraphs that do are looked at: the rest of it speaks to others.
 */
export function proposeForPage(weights: OfflineWeights, item: PageItem, request: ModelRequest): Proposal {
  const asks = findAsks(weights, item)
  const [first] = asks
  const isAssigned = item.concern === 'assigned'
  const read = first ? resolveDueDate(first.text, new Date(item.receivedAt), request.timeZone) : null
  const dueAt = item.dueAt ?? read?.dueAt ?? null
  const confidence = isAssigned ? confidenceOfRow(item) : (first?.probability ?? 0.05)
  const quotes = (
    isAssigned && item.title ? [item.title, ...asks.map(({ text }) => text)] : asks.map(({ text }) => text)
  )
    .map((quote) => cutText(quote, 600))
    .slice(0, 4)
  const [quote, ...others] = quotes.length > 0 ? quotes : item.title ? [cutText(item.title, 600)] : []
  const actionNeeded = confidence >= 0.5 && quote !== undefined
  return {
    actionNeeded,
    title: titleOf(item, first, read?.quote ?? null),
    description: cutText(asks.map(({ text }) => `${asks.length > 1 ? '- ' : ''}${text}`).join('\n'), 1_500),
    priority: priorityOf(item, dueAt),
    dueAt,
    tags: isAssigned ? ['assigned'] : ['mention'],
    confidence: quote === undefined ? 0.02 : confidence,
    reasoning: reasonOf(item, actionNeeded),
    evidence: quote
      ? [
          { quote, supports: 'action' },
          ...(read?.quote && item.dueAt === null ? [{ quote: read.quote, supports: 'due' as const }] : []),
          ...others.map((other) => ({ quote: other, supports: 'description' as const })),
        ]
      : [],
  }
}

/** The strongest first; in an open box stands what is to be done, whatever its form. */
function findAsks(weights: OfflineWeights, item: PageItem): PageAsk[] {
  return linesOf(item)
    .flatMap(({ text, boxed }): PageAsk[] => {
      if (thanks.test(text)) return []
      const sentences = asksOf(weights.sentence, { ...item, text })
      const best = sentences.toSorted((a, b) => b.probability - a.probability)[0]
      if (boxed) return [{ text, boxed, probability: Math.max(ofBox, best?.probability ?? 0) }]
      return sentences.map((ask) => ({
        text: ask.text,
        boxed,
        probability: readWish(ask.text, item.sender.name, null) ? Math.max(ask.probability, sureAsk) : ask.probability,
      }))
    })
    .filter(({ probability }) => probability >= sureAsk)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 3)
    .map((ask) => ({ ...ask, probability: Math.round(Math.min(0.95, ask.probability) * 1_000) / 1_000 }))
}

/** The paragraphs that name the person, without the name at their head; of a row all open boxes are its owner's. */
function linesOf(item: PageItem): Line[] {
  const boxes = [...item.text.matchAll(/^\s*\[ \] (.+)$/gm)].map(([, text = '']) => text.trim())
  // What was cut from the text speaks to nobody here.
  const named = item.mentions.filter((line) => item.text.includes(line))
  const own = item.concern === 'assigned' ? boxes.filter((line) => !line.includes('@')) : []
  return [...new Set([...named, ...own])].map((line) => ({
    text: line.replace(address, '').trim() || line,
    boxed: boxes.includes(line),
  }))
}

function confidenceOfRow({ status, dueAt }: PageItem): number {
  if (status !== null && putOff.test(status)) return 0.55
  return dueAt === null ? 0.84 : 0.92
}

function titleOf(item: PageItem, ask: PageAsk | undefined, dueQuote: string | null): string {
  if (item.concern === 'assigned' && item.title) return cutText(item.title, 80)
  if (!ask) return cutText(item.title || 'Look at the page', 80)
  if (!ask.boxed || readWish(ask.text, item.sender.name, dueQuote))
    return composeTitle(item, ask.text, dueQuote || null)
  // 'Ada writes the opening': a command to her.
  const [word = '', ...rest] = (dueQuote ? ask.text.replace(dueQuote, '') : ask.text).trim().split(' ')
  const command = [word.replace(/s$/, ''), ...rest].join(' ')
  const wish = word.endsWith('s') && startsWithVerb(command) ? command : [word, ...rest].join(' ')
  return cutText(wish.charAt(0).toUpperCase() + wish.slice(1), 80)
}

const hourMs = 3_600_000

function priorityOf({ properties, receivedAt }: PageItem, dueAt: string | null): Priority {
  const said =
    properties.find(({ name }) => /^(priority|priorität|priorité|prioridad|urgency)$/i.test(name))?.value ?? ''
  if (/\b(urgent|critical|highest|p0|dringend)\b/i.test(said)) return 'urgent'
  if (/\b(high|p1|hoch|haute|alta)\b/i.test(said)) return 'high'
  if (/\b(low|lowest|p3|niedrig|basse|baja)\b/i.test(said)) return 'low'
  const hoursLeft = dueAt === null ? Infinity : (Date.parse(dueAt) - Date.parse(receivedAt)) / hourMs
  return hoursLeft < 48 ? 'high' : 'medium'
}

function reasonOf({ concern, status, sender, dueAt }: PageItem, actionNeeded: boolean): string {
  if (concern === 'assigned') {
    const stands = status ? `, its status is “${cutText(status, 100)}”` : ''
    return `It is assigned to you${stands}${dueAt ? ', and it has a due date' : ''}.`
  }
  const who = cutText(sender.name, 100)
  return actionNeeded
    ? `${who} mentions you and asks you to do something.`
    : `${who} mentions you, and nothing beside it clearly asks you to do something.`
}
