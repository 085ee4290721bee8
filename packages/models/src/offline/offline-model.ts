import { SwitchboardError } from '@switchboard/core/errors'
import type { ItemSnapshot } from '@switchboard/core/items'
import type { ModelRequest, TaskModel } from '@switchboard/core/ports/task-model'
import type { Proposal } from '@switchboard/core/suggestions/proposal'
import { resolveDueDate, type DueDate } from '../dates/resolve-due-date'
import { composeTitle } from './compose-title'
import { cutText } from './cut-text'
import { readItem, type Ask, type OfflineWeights, type Reading } from './find-asks'
import { proposeForEvent } from './propose-for-event'
import { proposeForPage } from './propose-for-page'
import { readWish } from './read-wish'
import { silenceHeaders } from './silence-headers'
import { silenceOrders } from './silence-orders'
import trained from './weights.json' with { type: 'json' }

/**
 * The generator without a key: a classifier trained on labelled mail, rules and a date parser. It runs here, costs nothing, and
 * gives the same answer for the same item.
 */
export function offlineModel(weights: OfflineWeights = trained): TaskModel {
  return {
    name: 'offline-1',
    label: 'Offline generator',
    offline: true,
    async propose(request, signal) {
      if (signal.aborted) throw new SwitchboardError('timeout', 'The generator was stopped.', { retryable: true })
      return { answer: propose(weights, request), usage: { inputTokens: 0, outputTokens: 0, costMicros: 0 } }
    },
  }
}

function propose(weights: OfflineWeights, request: ModelRequest): Proposal {
  const item = silenceHeaders(silenceOrders(request.item))
  if (item.kind === 'event') return proposeForEvent(weights, item, request)
  if (item.kind === 'page' && item.concern !== null) return proposeForPage(weights, item, request)
  const read = readItem(weights, item)
  const dateIn = dateReader(item, request.timeZone)
  const reading = { ...read, asks: leadFirst(item, read.asks, dateIn) }
  const [first] = reading.asks
  const due = dueOf(item, reading.asks, dateIn)
  const actionNeeded = reading.confidence >= 0.5
  const evidence = evidenceOf(item, reading, due)
  const asks = strong(reading.asks)
  const isQuoted = evidence.some(({ supports }) => supports === 'action')
  return {
    actionNeeded: actionNeeded && isQuoted,
    title: composeTitle(item, first?.text ?? null, due?.quote ?? null),
    description: describe(asks),
    priority: priorityOf(item, due),
    dueAt: due?.dueAt ?? null,
    tags: tagsOf(item),
    confidence: isQuoted ? reading.confidence : 0.02,
    reasoning: reasonOf(item, reading, due, actionNeeded && isQuoted),
    evidence,
  }
}

/** Asks worth quoting: near the strongest one, and likely by themselves. */
function strong(asks: Ask[]): Ask[] {
  const strongest = Math.max(...asks.map(({ probability }) => probability))
  return asks.filter(({ probability }) => probability >= 0.6 && probability > strongest - 0.3).slice(0, 3)
}

const inMailOrder = (asks: Ask[]) => [...asks].sort((a, b) => a.start - b.start)

/** Asks that are nearly as likely as the strongest are of one rank: which of them comes first, the mail says. */
const sameRank = 0.1

/** 'If you need more time, tell me today': the date is not the task's. */
const conditional = /^if you (?:need|have|want|can['’]?t|cannot|can not|don['’]t|do not|would)\b/i

type DateReader = (text: string) => DueDate | null

/** Reads each sentence's date once, however often it is looked at: that takes most of the time. */
function dateReader(item: ItemSnapshot, timeZone: string): DateReader {
  const writtenAt = new Date(item.receivedAt)
  const read = new Map<string, DueDate | null>()
  return (text) => {
    const known = read.get(text)
    if (known !== undefined) return known
    const due = resolveDueDate(text, writtenAt, timeZone)
    read.set(text, due)
    return due
  }
}

/**
 * What is asked for by a date names the task, so that title, date and first quote speak of the same; else the first of the strongest
 * asks.
 */
function leadFirst(item: ItemSnapshot, asks: Ask[], dateIn: DateReader): Ask[] {
  const dated = strong(asks).filter(
    ({ text, probability }) =>
      probability >= 0.75 && !conditional.test(text) && readWish(text, item.sender.name, null) && dateIn(text),
  )
  const strongest = Math.max(...asks.map(({ probability }) => probability))
  const level = strong(asks).filter(({ probability }) => probability >= strongest - sameRank)
  const lead = inMailOrder(dated)[0] ?? inMailOrder(level)[0]
  return lead ? [lead, ...asks.filter((ask) => ask !== lead)] : asks
}

/** The date in an ask counts before a date elsewhere in the item. */
function dueOf(item: ItemSnapshot, asks: Ask[], dateIn: DateReader): DueDate | null {
  const near = asks.filter(({ text, probability }) => probability >= 0.35 && !conditional.test(text)).slice(0, 5)
  for (const ask of near) {
    const due = dateIn(ask.text)
    if (due) return due
  }
  const deadline = asks.find(
    ({ text }) =>
      // 'For Monday’s review:' stands over all that follows.
      (/\b(by|before|until|due|deadline|expires?|closes|no later than|bis|avant|antes)\b/i.test(text) ||
        text.endsWith(':')) &&
      !conditional.test(text) &&
      dateIn(text),
  )
  return (deadline && dateIn(deadline.text)) ?? dateIn(item.title)
}

function evidenceOf(item: ItemSnapshot, reading: Reading, due: DueDate | null): Proposal['evidence'] {
  const asks = strong(reading.asks)
  const quoted = (asks.length > 0 ? asks : reading.asks.slice(0, 1)).map(({ text }) => cutText(text, 600))
  const [first, ...others] = quoted.length > 0 ? quoted : item.title ? [cutText(item.title, 600)] : []
  const evidence: Proposal['evidence'] = first ? [{ quote: first, supports: 'action' }] : []
  if (due?.quote) evidence.push({ quote: due.quote, supports: 'due' })
  const urgent = urgency.exec(item.text) ?? urgency.exec(item.title)
  if (urgent) evidence.push({ quote: urgent[0], supports: 'priority' })
  return [...evidence, ...others.map((quote) => ({ quote, supports: 'description' as const }))]
}

const urgency =
  /\b(urgent(ly)?|asap|as soon as possible|immediately|critical|blocking|emergency|dringend|final (notice|reminder)|overdue)\b/i

function describe(asks: Ask[]): string {
  const [first, ...others] = inMailOrder(asks).map(({ text }) => text.replace(/\s+/g, ' '))
  if (!first) return ''
  return others.length === 0
    ? cutText(first, 600)
    : cutText([first, ...others].map((text) => `- ${text}`).join('\n'), 1_500)
}

function priorityOf(item: ItemSnapshot, due: DueDate | null): Proposal['priority'] {
  const hoursLeft = due ? (Date.parse(due.dueAt) - Date.parse(item.receivedAt)) / 3_600_000 : Infinity
  if (urgency.test(`${item.title} ${item.text}`)) return hoursLeft < 48 || due === null ? 'urgent' : 'high'
  if (hoursLeft < 30) return 'high'
  return hoursLeft < 24 * 8
    ? 'medium'
    : /\b(no (rush|hurry)|whenever|when you have time|at some point|eventually)\b/i.test(item.text)
      ? 'low'
      : 'medium'
}

const tagRules: [string, RegExp][] = [
  [
    'finance',
    /\b(invoice|payment|receipt|budget|expense|quote|purchase order|rechnung|facture|factura|tax|vat|bank)\b/i,
  ],
  ['legal', /\b(contract|agreement|nda|legal|terms|clause|vertrag|signature|sign the)\b/i],
  ['security', /\b(security|password|certificate|vulnerab|soc 2|gdpr|breach|2fa)\b/i],
  ['meeting', /\b(meeting|call|agenda|appointment|termin|réunion|reunión|workshop|schedule)\b/i],
  ['hiring', /\b(candidate|interview|applicant|resume|cv|hiring|bewerbung)\b/i],
  ['travel', /\b(flight|hotel|train|travel|booking|itinerary)\b/i],
  ['support', /\b(ticket|customer (issue|complain)|bug|outage|broken|refund|warranty)\b/i],
  ['document', /\b(document|report|slides|deck|spreadsheet|proposal|draft|brief)\b/i],
]

const tagsOf = (item: ItemSnapshot) =>
  tagRules
    .filter(([, pattern]) => pattern.test(`${item.title} ${item.text}`))
    .map(([tag]) => tag)
    .slice(0, 3)

function reasonOf(item: ItemSnapshot, reading: Reading, due: DueDate | null, actionNeeded: boolean): string {
  const [first] = reading.asks
  const notes = reading.notes.length > 0 ? ` (${reading.notes.join(', ')})` : ''
  if (!actionNeeded) return `Nothing in it clearly asks you to do something${notes}.`
  const asks = first && /\?\s*$/.test(first.text) ? 'asks you a question' : 'asks you to do something'
  const when = due?.quote ? `, with a date: “${due.quote}”` : ''
  return cutText(`${item.sender.name} ${asks}${when}${notes}.`, 500)
}
