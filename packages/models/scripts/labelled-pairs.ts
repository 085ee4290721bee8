import { type ItemSnapshot, noPageFacts } from '@switchboard/core/items'
import { locateEvidence } from '@switchboard/core/suggestions/locate-evidence'
import { type Ask, askOf } from '@switchboard/core/suggestions/same-ask/ask'
import { keysOf } from '@switchboard/core/suggestions/same-ask/keys'
import { type Fresh, placeAsks } from '@switchboard/core/suggestions/same-ask/place-asks'
import { z } from 'zod'
import { readLines } from './read-lines'

const sideSchema = z.object({
  /** What brought it, and by which of one's accounts there. */
  via: z.enum(['gmail', 'imap', 'slack', 'telegram', 'notion', 'calendar']).default('gmail'),
  account: z.string().default('1'),
  from: z.string().default('Ben Okafor'),
  at: z.iso.datetime().optional(),
  title: z.string().default(''),
  text: z.string(),
  quoted: z.string().default(''),
  thread: z.string().nullable().default(null),
  mailId: z.string().nullable().default(null),
  bulk: z.boolean().default(false),
  recurring: z.boolean().default(false),
  /** The words that ask; the whole text where none are named. */
  ask: z.array(z.string()).optional(),
  due: z.iso.datetime().nullable().default(null),
  /** Who is asked. */
  to: z.string().default('Ada Lindqvist'),
})

const pairSchema = z.object({ same: z.boolean(), kind: z.string(), a: sideSchema, b: sideSchema })
export type LabelledPair = z.infer<typeof pairSchema>
type Side = z.infer<typeof sideSchema>

/** Reads labelled pairs, one JSON object a line: `b` is judged after `a`. */
export const readPairs = (file: string, content: string): LabelledPair[] => readLines(file, content, pairSchema)

const mondayNoon = '2026-03-02T09:00:00.000Z'
const laterThatDay = '2026-03-02T11:00:00.000Z'

export function itemOf(side: Side, at: string): ItemSnapshot {
  const sender = { name: side.from, address: null }
  const common = {
    externalId: 'labelled',
    threadId: side.thread,
    title: side.title,
    sender,
    receivedAt: side.at ?? at,
    url: null,
    text: side.text,
  }
  switch (side.via) {
    case 'slack':
    case 'telegram':
      return { kind: 'message', ...common, channelName: '#general', direct: false, mentionsOwner: true }
    case 'notion':
      return { kind: 'page', ...common, ...noPageFacts }
    case 'calendar':
      return {
        kind: 'event',
        ...common,
        startsAt: side.due ?? laterThatDay,
        endsAt: side.due ?? laterThatDay,
        days: null,
        recurring: side.recurring,
        response: 'accepted',
        prepareBy: side.due ?? laterThatDay,
        location: null,
        meetingUrl: null,
        organiser: sender,
        attendees: [],
      }
    default:
      return {
        kind: 'email',
        ...common,
        to: [],
        cc: [],
        messageId: side.mailId,
        inReplyTo: null,
        quotedText: side.quoted,
        html: null,
        attachments: [],
        labels: [],
        unread: true,
        bulk: side.bulk,
        snippet: '',
      }
  }
}

/** As settling makes it of a judgement that quotes the labelled words. */
function freshOf(side: Side, at: string): Fresh {
  const item = itemOf(side, at)
  const evidence = (side.ask ?? [side.text]).map((quote) => ({ quote, supports: 'action' as const }))
  const { located } = locateEvidence(item, evidence)
  const dueAt = side.due === null ? null : new Date(side.due)
  const ask = askOf(item, located, { account: `${side.via} ${side.account}`, dueAt, readerName: side.to })
  const owner = { teamId: 'team', assigneeId: side.to }
  return {
    ...owner,
    itemId: at,
    connectionId: ask.account,
    status: 'pending_approval',
    title: side.title,
    description: '',
    priority: 'medium',
    dueAt,
    dueAllDay: false,
    tags: [],
    confidence: 0.9,
    reasoning: '',
    evidence: located,
    model: 'labelled',
    flags: [],
    receivedAt: new Date(item.receivedAt),
    closesAt: null,
    decidedVia: null,
    ask,
    keys: keysOf(ask, owner),
  }
}

/** Whether `b` becomes another source of the suggestion made from `a`, as long as that one waits untouched. */
export function isJoined({ a, b }: LabelledPair): boolean {
  const [first, second] = [freshOf(a, mondayNoon), freshOf(b, laterThatDay)]
  const { connectionId, assigneeId, title } = first
  const state = { isUntouched: true, isOpen: true }
  const ask: Ask = first.ask
  const keys = new Set(first.keys)
  const known = { suggestionId: 'a', assigneeId, title, ask, keys, accounts: [connectionId], ...state }
  return placeAsks([second], [known]).joins.length > 0
}

export function measurePairs(pairs: readonly LabelledPair[]) {
  const judged = pairs.map((pair) => ({ ...pair, joined: isJoined(pair) }))
  const right = judged.filter(({ same, joined }) => same && joined).length
  const joined = judged.filter((pair) => pair.joined).length
  const same = judged.filter((pair) => pair.same).length
  const wrong = judged.filter((pair) => pair.same !== pair.joined)
  const rounded = (value: number) => Math.round(value * 10_000) / 10_000
  return {
    wrong,
    figures: { n: pairs.length, same, precision: rounded(right / joined), recall: rounded(right / same) },
  }
}
