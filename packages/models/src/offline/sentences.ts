import { startsWithVerb } from './features'
import { signs } from './signs'

export type Sentence = {
  text: string
  /** Place in the whole text, in UTF-16 units. */
  start: number
  end: number
  /** Part of a greeting, a signature or a footer: never an ask. */
  frame: boolean
  /** An entry of a list. */
  listed: boolean
}

const longestAbbreviation = 12
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
const greeting =
  /^(hi|hello|hey|dear|good (morning|afternoon|evening)|hallo|liebe[rs]?|guten (tag|morgen)|sehr geehrte|bonjour|salut|hola|buenos|estimad[oa]s?|querid[oa]s?|ciao|olá|hej|hei|hoi|geachte|beste|gentile|prezad[oa]s?|merhaba|servus)\b[^?]{0,60}[,!.]?$/i
const signOff =
  /^((kind|best|warm|many)?\s*(regards|wishes)|thanks( again| so much| a lot| in advance)?|(many )?thank you( very much)?|cheers|sincerely( yours)?|yours( sincerely| truly)?|all the best|best|viele grüße|liebe grüße|mit freundlichen grüßen|beste grüße|cordialement|merci( beaucoup)?|bien à vous|un saludo|un abrazo|saludos(?: cordiales)?|atentamente|cordiali saluti|hälsningar|hilsen|groetjes|met vriendelijke groet(?:en)?|abraço|--|—|sent from my \w+)([\s,.!]+\S+){0,2}[\s,.!]*$/i
/** Kind words that want nothing; a question among them may. */
const pleasantry =
  /^(?:(?:and|but|also|again|dear [^,]{1,40},|(?:hi|hello|hey) [^,]{1,40},)\s*)*(?:(?:it|that) (?:was|is|has been) (?:so |very |really |such )?(?:a |an )?(?:lovely|great|nice|wonderful|good|real)?\s*(?:pleasure|joy|delight|lovely|great|nice|wonderful|good)\b.{0,20}\b(?:to (?:meet|see|talk|speak|hear|have|write|work|chat)|meeting|seeing|talking|speaking|hearing|working|chatting|catching up)\b|(?:so |very |really )?(?:lovely|great|nice|wonderful|good) (?:to (?:meet|see|hear from|talk to|talk with|speak to|speak with) you|(?:meeting|seeing|talking to|talking with|speaking to|hearing from) you)|(?:i|we)(?: am| are|'m|’m|'re|’re)? (?:really )?(?:look(?:ing)? forward to|hope (?:you(?! can| could| will|['’]ll)|this|all|everything)|wish you|enjoyed)\b|(?:really )?look(?:ing)? forward to\b)[^?]*$/i
/** 'It was great to meet you and I would be happy to discuss it.' */
const goesOn = /\b(?:and|but|so) (?:i|we)(?: would| will| can|['’]d|['’]ll)\b/i
/** A person as mail programs write one: 'Design Weekly <news@design.example>'. */
const correspondent = /^["']?\p{Lu}[^<>?!]{0,60}<[^\s<>@]+@[^\s<>]+>[.,;]?$/u
/** A signature: one to three capitalised words and nothing else. */
const nameAlone = /^\p{Lu}[\p{L}'’.-]+(?:[ ]\p{Lu}[\p{L}'’.-]*){0,2}[.,]?$/u
const footer =
  /unsubscribe|view (this|it) (email )?in (your )?browser|all rights reserved|privacy policy|you (are receiving|received) this|confidentiality notice|manage (your )?(preferences|notifications)|this (e-?mail|message) (and any|is intended)|abmelden|se désabonner/i

/** '- ' or '2.' before a line: what it says begins after it. */
const listMark = /^\s*([-*•·]|\d+[.)])\s+/

/** Splits text into sentences; lines are borders too, but not inside of a paragraph that was wrapped. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = []
  let closing = false
  for (const block of blocksOf(text)) {
    for (const { segment, index } of segmentsOf(block.text)) {
      const trimmed = segment.trim().replace(listMark, '')
      if (trimmed.length < 2) continue
      const start = block.start + index + segment.indexOf(trimmed)
      // What follows 'Kind regards' is a name, a title, an address.
      if (sentences.length > 0 && signOff.test(trimmed)) closing = true
      const frame = closing || isFrame(trimmed)
      sentences.push({ text: trimmed, start, end: start + trimmed.length, frame, listed: listMark.test(segment) })
    }
  }
  return sentences
}

/** A point behind these, or behind an initial, ends no sentence. */
const abbreviation =
  /(?:^|[\s(])(?:\p{Lu}|mr|mrs|ms|dr|jr|sr|prof|st|vs|e\.g|i\.e|approx|incl|dept|ext|tel|attn|z\.\s?b|d\.\s?h|bzw|ca|inkl|p\.\s?s|(?:am|bis|zum|vom|den|der|dem|ab|innen)\s\d{1,2})\.\s*$/iu

function* segmentsOf(text: string): Generator<{ segment: string; index: number }> {
  let open: { segment: string; index: number } | null = null
  for (const { segment, index } of segmenter.segment(text)) {
    if (open) open.segment += segment
    else open = { segment, index }
    if (abbreviation.test(segment.slice(-longestAbbreviation))) continue
    yield* loosePoints(open)
    open = null
  }
  if (open) yield* loosePoints(open)
}

/** People who write without capitals end sentences all the same: 'i am on a plane. could you run it?' */
function* loosePoints({ segment, index }: { segment: string; index: number }) {
  let from = 0
  for (const point of segment.matchAll(/[\p{L}\d)]{2}[.!?]+[ \n]+(?=\p{Ll}{2})/gu)) {
    const to = point.index + point[0].length
    if (abbreviation.test(segment.slice(Math.max(from, to - longestAbbreviation), to))) continue
    yield { segment: segment.slice(from, to), index: index + from }
    from = to
  }
  yield { segment: segment.slice(from), index: index + from }
}

function isFrame(text: string): boolean {
  // '1.' of a list, or a line of signs.
  if (!/\p{L}{2}/u.test(text)) return true
  if ((nameAlone.test(text) || correspondent.test(text)) && !startsWithVerb(text)) return true
  return greetsOnly(text) || footer.test(text) || (pleasantry.test(text) && !goesOn.test(text))
}

/** 'Hi Ada, please call me.' goes on to ask; 'Hi Ada, hope all is well.' and 'Hello Bob, Ann and Carl,' do not. */
function greetsOnly(text: string): boolean {
  if (!greeting.test(text)) return false
  const behind = /^[^,:!–—]{1,40}[,:!–—]\s*(.+)$/s.exec(text)?.[1] ?? ''
  // 'Hey call me when you are back.'
  const straightOn = /^(?:hi|hello|hey)\s+(.+)$/is.exec(text)?.[1] ?? ''
  return !startsWithVerb(behind) && !startsWithVerb(straightOn) && !askingSigns.some((sign) => sign?.test(behind))
}

const askingSigns = [signs.please, signs.couldYou, signs.needYou, signs.letKnow, signs.deadline]

/** Blank lines, list marks and short lines end a block; a long line goes on in the next one. */
function blocksOf(text: string): { text: string; start: number }[] {
  const blocks: { text: string; start: number }[] = []
  let open: { text: string; start: number } | null = null
  let at = 0
  for (const line of text.split('\n')) {
    const blank = line.trim() === ''
    const listed = listMark.test(line)
    if (blank || listed) open = null
    if (!blank) {
      if (open) open.text += `\n${line}`
      else blocks.push((open = { text: line, start: at }))
      if (line.length < 55) open = null
    }
    at += line.length + 1
  }
  return blocks
}
