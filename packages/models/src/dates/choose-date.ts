/** A date that was found in a text, and how much its words say. */
export type FoundDate = {
  dueAt: string
  quote: string
  start: number
  end: number
  /** 'By Friday' says more than a date that merely occurs. */
  strong: boolean
  /** Its words name a day; 'at 3' and 'this week' do not. */
  namesDay: boolean
  /** Where it stands among the fixed phrases; of two that share words the earlier counts. Null for what a general parser found. */
  phrase: number | null
}

/** The date that is meant where several are named: one to be kept before one that occurs, then the earlier in the text. */
export function chooseDate(found: readonly FoundDate[]): FoundDate | null {
  const standing = found.filter((date) => !found.some((other) => displaces(other, date)))
  return standing.sort((a, b) => Number(b.strong) - Number(a.strong) || a.start - b.start)[0] ?? null
}

/** Where two share words, the one that says more counts, and else a fixed phrase before what a general parser makes of its words. */
function displaces(other: FoundDate, date: FoundDate): boolean {
  if (other.phrase === null && date.phrase === null) return false
  if (other === date || other.start >= date.end || date.start >= other.end) return false
  if (saysMore(other, date)) return true
  return !saysMore(date, other) && other.phrase !== null && other.phrase < (date.phrase ?? Infinity)
}

const saysMore = (other: FoundDate, date: FoundDate) =>
  other.namesDay &&
  other.start <= date.start &&
  other.end >= date.end &&
  other.end - other.start > date.end - date.start
