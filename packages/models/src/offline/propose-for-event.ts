import type { EventItem } from '@switchboard/core/items'
import type { ModelRequest } from '@switchboard/core/ports/task-model'
import type { Proposal } from '@switchboard/core/suggestions/proposal'
import { TZDate } from '@date-fns/tz'
import { addDays, format } from 'date-fns'
import { resolveDueDate } from '../dates/resolve-due-date'
import { composeTitle } from './compose-title'
import { cutText } from './cut-text'
import { eventBias, eventSigns, isNamedFor } from './event-signs'
import { startsWithVerb } from './features'
import { asksOf, type Ask, type OfflineWeights } from './find-asks'
import { readWish } from './read-wish'

type EventAsk = Ask & { after: boolean }

/** How to join, whether one comes and when: asked of everybody, and nothing to prepare. */
const logistics =
  /\b(join|dial|click|rsvp|accept|decline|confirm (your )?(attendance|participation)|be (on time|punctual|there)|mute|find the link|allerg|come by|stop by|watch (it|along)|meet (us |me )?(at|in|by)\b.{0,20}(gate|entrance|lobby|station|reception)|let (me|us) know (if|whether) you|drop in|register|good mood)\b/i
/** Said of what comes when the event is over. */
const afterwards =
  /\b(afterwards?|after (the|our|this|that|we) (meeting|call|visit|session|workshop|event|interview|review|talk|met|spoke)|after (the|our) \w+,|following the|within (\w+ )?(\d+|a|one|two|three) (hours?|days?|weeks?) (of|after)|after the (course|training|trip|conference|demo|pitch|exam|lunch|dinner|tour|site visit)|as a follow-?up|(takes?|writes?|sends?)( \w+){0,2} (minutes|notes)|minutes (are|to be) sent|recap|write[- ]?up|action items|follows? up (with|on)|danach|im anschluss|après la|después de)\b/i
/** Said of what an event needs, without asking anybody by name. */
const expected =
  /\b(is|are|falls?) due\b|\b(each|every|all)( \w+)? (leads?|teams?|of (you|us)|participants?|attendees?|brings?|prepares?)\b.{0,60}\b(brings?|prepares?|presents?|sends?)\b|\b(will|may) ask (you )?for\b|\basks you to\b|\bhave (it|them|those) ready\b|\bcome with (\w+ ){0,3}(ideas?|questions?|examples?|proposals?|suggestions?|numbers|figures|an? )|\b(have|take) a look at\b|\bthink (about|of|up|over)\b|\bbe (ready|prepared) (to|for|with)\b|\bneeds? (a |an |your |the )?(\w+ ){0,3}(before|beforehand|in advance|signed|ready)\b|\b(bring|bringt|bringen sie|apporte[rz]?|traer)\b|\b(merci de|veuillez|bitte) (vous )?(préparer|apporter|bereiten|bringen)/i

const sureAsk = 0.6
const formalAsk = 0.8

/**
 * What an event wants of the calendar's owner: what its text asks for before it, or after it, or the preparation that meetings of its
 * kind want without saying so. One event gives one proposal; what comes before leads.
 */
export function proposeForEvent(weights: OfflineWeights, item: EventItem, request: ModelRequest): Proposal {
  const asks = findAsks(weights, item, request.person)
  const [first] = asks
  const held = eventSigns.filter((sign) => sign.holds(item, request.person))
  const confidence = confidenceOf(first, held)
  const isAfter = first?.after === true
  const due = isAfter ? dueAfter(item, first, request.timeZone) : dueBefore(item, first, request.timeZone)
  const quotes = first ? asks.map(({ text }) => cutText(text, 600)) : item.title ? [cutText(item.title, 600)] : []
  const [quote, ...others] = quotes
  const actionNeeded = confidence >= 0.5 && quote !== undefined
  return {
    actionNeeded,
    title: titleOf(item, first, due.quote),
    description: cutText(
      asks.map(({ text }) => `${asks.length > 1 ? '- ' : ''}${text.replace(/\s+/g, ' ')}`).join('\n'),
      1_500,
    ),
    priority:
      held.some(({ name }) => name === 'weighty') && held.some(({ name }) => name === 'outside') ? 'high' : 'medium',
    dueAt: due.at,
    tags: [isAfter ? 'follow-up' : 'preparation'],
    confidence: quote === undefined ? leastSure : confidence,
    reasoning: reasonOf(
      first,
      held.flatMap(({ name, note }) => (isAfter && name === 'weighty' ? [] : (note ?? []))),
      actionNeeded,
    ),
    evidence: quote
      ? [
          { quote, supports: 'action' },
          ...(due.quote ? [{ quote: due.quote, supports: 'due' as const }] : []),
          ...others.map((other) => ({ quote: other, supports: 'description' as const })),
        ]
      : [],
  }
}

/** In the order of the text, what comes before the event first. */
function findAsks(weights: OfflineWeights, item: EventItem, person: ModelRequest['person']): EventAsk[] {
  const sentences = asksOf(weights.sentence, item).map((ask) => ({
    ...ask,
    probability:
      wants(ask.text) || isNamedFor(ask.text, person) ? Math.max(ask.probability, formalAsk) : ask.probability,
    after: afterwards.test(ask.text),
  }))
  return sentences
    .filter(({ probability, text }) => probability >= sureAsk && !logistics.test(text))
    .sort((a, b) => Number(a.after) - Number(b.after) || a.start - b.start)
    .slice(0, 4)
}

/** In an invitation a bare command speaks to those who come. */
const wants = (text: string) =>
  expected.test(text) || (startsWithVerb(text) && text.split(' ').length >= 4 && !heading.test(text))

/** 'Open points: liability, notice period'. */
const heading = /^\w+(?: \w+){0,3}:/

/** Rules made on a hundred events know less of what is to be done than they say. */
const trust = 0.6
const [leastSure, mostSure] = [0.02, 0.95]

function confidenceOf(ask: EventAsk | undefined, held: typeof eventSigns): number {
  const asked = ask ? 2.2 + 2 * ask.probability : 0
  const score = held.reduce((sum, { weight }) => sum + weight, eventBias + asked)
  const probability = 1 / (1 + Math.exp(-Math.min(score, score * trust)))
  return Math.round(Math.min(mostSure, Math.max(leastSure, probability)) * 1_000) / 1_000
}

type Due = { at: string; quote: string }

/** A day that the text itself names counts when it lies before the event. */
function dueBefore(item: EventItem, ask: EventAsk | undefined, timeZone: string): Due {
  const ahead = ask && daysAhead.exec(ask.text)
  if (ahead) {
    const count = numbers[ahead[1]?.toLowerCase() ?? ''] ?? Number(ahead[1])
    const due = addDays(new TZDate(item.startsAt, timeZone), ahead[2]?.startsWith('w') ? -7 * count : -count)
    return { at: format(due, 'yyyy-MM-dd'), quote: ahead[0] }
  }
  const named =
    ask && namesDeadline.test(ask.text) ? resolveDueDate(ask.text, new Date(item.receivedAt), timeZone) : null
  return named && Date.parse(named.dueAt) < Date.parse(item.startsAt)
    ? { at: named.dueAt, quote: named.quote }
    : { at: item.prepareBy, quote: '' }
}

/** 'Two days before'. */
const daysAhead =
  /\b(a|one|two|three|four|five|\d{1,2}) (days?|weeks?) (?:before(?:hand)?|in advance|ahead|earlier|prior)\b/i
const numbers: Record<string, number> = { a: 1, one: 1, two: 2, three: 3, four: 4, five: 5 }

const namesDeadline = /\b(by|until|no later than|due|deadline|bis|avant|antes)\b/i

/** What comes after an event is done on the day after it, unless the text names another. */
function dueAfter(item: EventItem, ask: EventAsk, timeZone: string): Due {
  const named = namesDeadline.test(ask.text) ? resolveDueDate(ask.text, new Date(item.endsAt), timeZone) : null
  if (named) return { at: named.dueAt, quote: named.quote }
  return { at: format(addDays(new TZDate(item.endsAt, timeZone), 1), 'yyyy-MM-dd'), quote: '' }
}

function titleOf(item: EventItem, ask: EventAsk | undefined, dueQuote: string): string {
  if (
    ask &&
    !isOfSomethingBefore.test(withoutWhen(ask.text)) &&
    readWish(withoutWhen(ask.text), item.sender.name, dueQuote || null)
  )
    return composeTitle(item, withoutWhen(ask.text), dueQuote || null)
  return ask?.after ? cutText(`Follow up: ${item.title || item.sender.name}`, 80) : composeTitle(item, null, null)
}

/** 'Please read it': what it is stands in the sentence before. */
const isOfSomethingBefore = /^(?:please |could you |kindly )*\w+ (?:it|them|this|these|those)\b/i

/** 'Afterwards, please send …', '… before we meet': the due date says when. */
const withoutWhen = (text: string) =>
  text
    .replace(/^(afterwards|after (the|our|this) \w+|before (the|our|this) \w+)\s*,?\s*/i, '')
    .replace(
      /\s+((before|after) (we meet|the (meeting|call|workshop|session|visit)|our \w+)|beforehand|afterwards)(?=[.!?]?$)/i,
      '',
    )

function reasonOf(ask: EventAsk | undefined, notes: string[], actionNeeded: boolean): string {
  const told = notes.length > 0 ? ` (${notes.join(', ')})` : ''
  if (!actionNeeded) return `Nothing about it asks for something to be prepared or followed up${told}.`
  if (!ask) return `Nobody asks for it, but this looks like something to prepare${told}.`
  return cutText(`Its text asks for this ${ask.after ? 'once it is over' : 'before it begins'}${told}.`, 500)
}
