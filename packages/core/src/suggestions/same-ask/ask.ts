import { z } from 'zod'
import { itemSnapshotSchema, personSchema, type ItemSnapshot } from '../../items'
import { type LocatedEvidence, mostEvidence } from '../proposal'
import { hashOf } from './hash'
import { sayings, sentencesOf, wordsOf } from './words'

/** What is kept of an item that asks for something, to compare it with what asks later. No more of its words than that. */
export const askSchema = z.object({
  /** The connection that brought it. */
  account: z.string(),
  kind: z.enum(itemSnapshotSchema.options.map(({ shape }) => shape.kind.value)),
  thread: z.string().nullable(),
  /** A mail's own id, the same in every mailbox. */
  mailId: z.string().nullable(),
  at: z.iso.datetime({ offset: true }),
  sender: personSchema,
  bulk: z.boolean(),
  /** One of a series: the next one asks the same, and is another ask. */
  recurring: z.boolean(),
  title: z.string(),
  /** The sentences that ask, all of them: what is left out here would pass for said by another item. */
  asks: z.array(z.string()),
  /** Hashes of the sentences of others that it holds, quoted or forwarded. */
  carried: z.array(z.string()),
  /** When it is to be done. */
  dueAt: z.iso.datetime({ offset: true }).nullable(),
  /** What its reader is called. */
  names: z.array(z.string()),
})

export type Ask = z.infer<typeof askSchema>

/** What asks in few words is said of anything. */
const fewestWords = 5
const fewestContent = 2
const longestAsk = 400
const mostCarried = 60

/** What an item asks for, by the words that its suggestion rests on. */
export function askOf(
  item: ItemSnapshot,
  evidence: readonly Pick<LocatedEvidence, 'supports' | 'field' | 'start' | 'end' | 'quote'>[],
  about: { account: string; dueAt: Date | null; readerName: string | null },
): Ask {
  // What else a mail asks for stands in the description.
  const acts = evidence.filter(({ supports }) => supports === 'action' || supports === 'description')
  const asks = (acts.length > 0 ? acts : evidence).map((quote) => wholeSentence(item, quote))
  return {
    account: about.account,
    kind: item.kind,
    thread: item.threadId,
    mailId: item.kind === 'email' ? item.messageId : null,
    at: item.receivedAt,
    sender: item.sender,
    bulk: item.kind === 'email' && item.bulk,
    recurring: item.kind === 'event' && item.recurring,
    title: item.title.slice(0, longestAsk),
    asks: [...new Set(asks)].slice(0, mostEvidence),
    carried: carriedBy(item),
    dueAt: about.dueAt?.toISOString() ?? null,
    names: (about.readerName ?? '').toLowerCase().split(/\s+/).filter(Boolean),
  }
}

type Quoted = Pick<LocatedEvidence, 'field' | 'start' | 'end' | 'quote'>

/** A quote may be a part of its sentence, and another generator quotes another part. One that begins or ends with a line does so there. */
function wholeSentence(item: ItemSnapshot, { field, start, end, quote }: Quoted): string {
  const text = item[field]
  const starts = [...text.slice(0, start).matchAll(/[.!?…]\s+|\n\s*\n|\n\s*$/g)]
  const last = starts.at(-1)
  const from = last ? last.index + last[0].length : 0
  const rest = text.slice(Math.max(end - 1, start))
  const after = /[.!?…](?=\s|$)|^.?[ \t]*\n|\n\s*\n/.exec(rest)
  const until = after ? Math.max(end - 1, start) + after.index + 1 : text.length
  const sentence = text.slice(from, until).trim()
  return sentence.length <= longestAsk ? sentence : quote
}

const forwardLine =
  /^[>\s]*(?:-{2,}\s*(?:forwarded|weitergeleitete|message transféré|mensaje reenviado|original|ursprüngliche).*|begin forwarded message:|anfang der weitergeleiteten nachricht:)\s*$/im
const forwardTitle = /^\s*(?:fwd?|wg|tr|rv|i)\s*:/i

/** The hashes of the sentences that an item holds of others. */
function carriedBy(item: ItemSnapshot): string[] {
  const mark = forwardLine.exec(item.text)
  const forwarded = mark ? item.text.slice(mark.index) : forwardTitle.test(item.title) ? item.text : ''
  const quoted = item.text
    .split('\n')
    .filter((line) => /^\s*(?:>|&gt;)/.test(line))
    .join('\n')
  const others = [forwarded, quoted, item.kind === 'email' ? item.quotedText : ''].join('\n\n')
  const hashes = sentencesOf(others.slice(0, 20_000)).flatMap((sentence) => longHash(sentence) ?? [])
  return [...new Set(hashes)].slice(0, mostCarried)
}

/** Null for few words. */
function longHash(sentence: string): string | null {
  const said = sayings(sentence)
  return said.split(' ').length >= fewestWords ? hashOf(said) : null
}

/** Null for one that is said of anything. */
function tellingHash(sentence: string): string | null {
  const { content, numbers } = wordsOf(sentence)
  return content.size + numbers.size >= fewestContent ? longHash(sentence) : null
}

/** An ask as the sentences of a copy may be: whole, and by its lines. */
export const hashesOf = (asked: string): string[] =>
  sentencesOf(asked).flatMap((sentence) => tellingHash(sentence) ?? [])
