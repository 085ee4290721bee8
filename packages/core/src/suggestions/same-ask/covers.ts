import { type Ask, hashesOf } from './ask'
import { pointsAt, type Words, wordsOf } from './words'

/** How two items that ask for the same belong together. */
export type Relation = 'copy' | 'thread' | 'forward' | 'words'

/** What one item adds to another: nothing (`again`: it only points at it), or nothing but a second place where it is asked. */
export type Covering = { by: Relation; again: boolean }

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** An ask is pointed at, or forwarded, so long. */
const longestMs = 30 * dayMs
/** What is asked in other places at the same time is one ask; a week later it is the next one. */
const elsewhereMs = 3 * dayMs
const repeatedMs = 4 * dayMs

/**
 * Whether a suggestion that rests on `base` says all that `other` asks for, so that nothing is hidden when `other` becomes a source of
 * it. Null when in doubt: a second suggestion costs a glance, a hidden ask costs more. Not symmetric: `other` may say less.
 */
export function covers(base: Ask, other: Ask): Covering | null {
  const apartMs = Math.abs(Date.parse(base.at) - Date.parse(other.at))
  // Its id is its sender's word: the title has to be the same as well.
  if (base.mailId !== null && base.mailId === other.mailId && base.title === other.title)
    return { by: 'copy', again: false }
  if (base.asks.length === 0 || other.asks.length === 0 || apartMs > longestMs) return null
  if (isSameEvent(base, other)) return { by: 'copy', again: false }
  const by = relationOf(base, other, apartMs)
  if (!by || otherDue(base, other)) return null
  const { asked, known, said, pointsAway } = readingOf(base)
  const findings = readingOf(other).sentences.map(
    ({ ask, words, hashes, names, pointsAnywhere }): 'same' | 'again' | null => {
      // Who forwards something as it was sent has said nothing of their own.
      if (by === 'forward' && hashes.some((hash) => said.has(hash))) return 'same'
      const isLater = Date.parse(other.at) >= Date.parse(base.at)
      const pointsBack = by !== 'words' && (isLater || base.kind === 'event')
      // 'Could you take care of this?': of what, its own place tells.
      if (by === 'words' && pointsAnywhere) return null
      if (
        isPlainly(by, apartMs, base, other) &&
        asked.some((one) => saysAll(one, words, by, isSameSender(base, other), sameDue(base, other)))
      )
        return 'same'
      return pointsBack && pointsAt(ask, known, names) ? 'again' : null
    },
  )
  if (findings.includes(null)) return null
  // What points at something cannot stand for it.
  if (pointsAway && findings.includes('again')) return null
  return { by, again: findings.every((one) => one === 'again') }
}

const readings = new WeakMap<Ask, Reading>()
type Reading = ReturnType<typeof read>

/** What is read of an ask, once however often it is compared. */
function readingOf(ask: Ask): Reading {
  const known = readings.get(ask)
  if (known) return known
  const reading = read(ask)
  readings.set(ask, reading)
  return reading
}

const nothing: ReadonlySet<string> = new Set()

function read({ asks, names: called, title, carried }: Ask) {
  const names = new Set(called)
  const sentences = asks.map((ask) => ({
    ask,
    names,
    words: wordsOf(ask, names),
    hashes: hashesOf(ask),
    pointsAnywhere: pointsAt(ask, nothing, names),
  }))
  const asked = sentences.map(({ words }) => words)
  const titled = wordsOf(title, names)
  return {
    sentences,
    asked,
    titled,
    /** All of its words. */
    known: new Set([...asked, titled].flatMap(({ content }) => [...content])),
    numbers: new Set([...asked, titled].flatMap(({ numbers }) => [...numbers])),
    said: new Set(sentences.flatMap(({ hashes }) => hashes)),
    carried: new Set(carried),
    /** It says nothing but that something else is asked. */
    pointsAway: sentences.every(({ pointsAnywhere }) => pointsAnywhere),
  }
}

function relationOf(base: Ask, other: Ask, apartMs: number): Exclude<Relation, 'copy'> | null {
  if (base.thread !== null && base.account === other.account && base.thread === other.thread) return 'thread'
  if ((carries(base, other) || carries(other, base)) && agreeInTitle(base, other)) return 'forward'
  const isElsewhere = base.account !== other.account && apartMs <= elsewhereMs
  const comesAlone = !base.recurring && !other.recurring && tellsOf(base, other) && tellsOf(other, base)
  return isElsewhere && comesAlone && agreeInTitle(base, other) ? 'words' : null
}

/** What a machine writes to many it may write about anything, unless it says whose words or what page it tells of. */
function tellsOf(mail: Ask, other: Ask): boolean {
  if (!mail.bulk) return true
  if (other.bulk) return false
  if (isSameSender(mail, other)) return true
  const title = mail.title.toLowerCase()
  return [other.sender.name, other.title].some(
    (name) => name.trim() !== '' && title.includes(name.trim().toLowerCase()),
  )
}

const carries = (whole: Ask, part: Ask) => {
  if (whole.carried.length === 0) return false
  const { carried } = readingOf(whole)
  return [...readingOf(part).said].some((hash) => carried.has(hash))
}

/** Whether the same words said twice are meant once. In a thread, mail by machines says them every day. */
const isPlainly = (by: Relation, apartMs: number, base: Ask, other: Ask) =>
  by !== 'thread' || (apartMs <= repeatedMs && !base.bulk && !other.bulk)

/** Whether one sentence asks for all that another one asks for, and for the like of it. */
function saysAll(base: Words, other: Words, by: Relation, sameSender: boolean, sameDue: boolean): boolean {
  const shared = [...other.content].filter((word) => base.content.has(word)).length
  if (shared < other.content.size) return false
  if ([...other.numbers].some((number) => !base.numbers.has(number))) return false
  if (!sameDue && !areTimesKnown(base, other)) return false
  const rest = base.content.size - shared
  if (by !== 'words') return shared + other.numbers.size >= 2 && rest <= Math.max(2, 1.5 * shared)
  if (other.numbers.size !== base.numbers.size) return false
  const telling = shared + other.numbers.size
  return telling >= (sameSender ? 2 : 4) && rest <= (sameSender ? shared : Math.floor(shared / 2))
}

const areTimesKnown = (base: Words, other: Words) => [...other.times].every((time) => base.times.has(time))

/** An event is prepared some time before it; when that is, is not what it asks for. */
function otherDue(base: Ask, other: Ask): boolean {
  if (other.dueAt === null || base.kind === 'event' || other.kind === 'event') return false
  return base.dueAt === null || Math.abs(Date.parse(base.dueAt) - Date.parse(other.dueAt)) >= dayMs
}

const sameDue = (base: Ask, other: Ask) => base.dueAt !== null && other.dueAt !== null && !otherDue(base, other)

const isSameEvent = (base: Ask, other: Ask) =>
  base.kind === 'event' &&
  other.kind === 'event' &&
  base.account !== other.account &&
  base.title === other.title &&
  base.dueAt === other.dueAt &&
  base.asks.join('\n') === other.asks.join('\n')

const isSameSender = ({ sender: one }: Ask, { sender: other }: Ask) =>
  (one.address !== null && one.address.toLowerCase() === other.address?.toLowerCase()) ||
  (one.name.trim() !== '' && one.name.trim().toLowerCase() === other.name.trim().toLowerCase())

const replies = /^(?:\s*(?:re|aw|antw|fwd?|wg|tr|rv|sv|vs|i|r)\s*:)+\s*/i

const bareTitle = ({ title }: Ask) => title.replace(replies, '').trim()

/** Mails and events have titles of their own: the same sentence under another one is about another thing. */
function agreeInTitle(one: Ask, other: Ask): boolean {
  if (![one, other].every(({ kind }) => kind === 'email')) return !areNumbersOthers(one, other)
  const a = bareTitle(one)
  const b = bareTitle(other)
  if (!a || !b || a.toLowerCase() === b.toLowerCase()) return true
  const [left, right] = [wordsOf(a), wordsOf(b)]
  return !areNumbersOthers(one, other) && [...left.content].some((word) => right.content.has(word))
}

/** 'Invoice 4711' and 'Invoice 4712'. A page's or a channel's name counts as well. */
function areNumbersOthers(one: Ask, other: Ask): boolean {
  const a = readingOf(one).numbers
  const b = readingOf(other).numbers
  return a.size > 0 && b.size > 0 && [...a].every((number) => !b.has(number))
}
