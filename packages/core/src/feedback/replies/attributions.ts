import { bareLine, isBlank, type MailLine } from './mail-line'

/** 'wrote', as the mail programs of many countries say it; each between other letters is another word. */
const wrote = new RegExp(
  `(?<![\\p{L}])(?:${[
    'wrote|writes|said|schrieb|schrieben|geschrieben|hat geschrieben|a écrit|a ecrit|écrivait|escribió|escribio|escreveu|ha scritto|scrisse',
    'schreef|geschreven|skrev|skreiv|kirjoitti|napisał[(]a[)]|napisał/a|napisała?|pisze|napsal[(]a[)]|napsala?|napísal[(]a[)]|napísala?',
    'írta|a scris|şunu yazdı|şunları yazdı|yazdı|написал[(]а[)]|написала?|пишет|написав|написала|пише|написа|έγραψε|έγραψαν',
    'je napisao|je napisala|napisao|napisala|je napisal[(]a[)]|va escriure|kirjutas|rakstīja|parašė|rašė|skrifaði|đã viết|menulis|tulis|shkroi|idatzi zuen',
  ].join(
    '|',
  )})(?![\\p{L}])|写道|寫道|写到|さんは書きました|さんが書きました|のメール|님이 작성|님이 쓴 글|작성:|כתב|כתבה|كتب|كتبت|نوشت|เขียนว่า|ने लिखा`,
  'iu',
)

/** What an attribution begins with: 'On', a weekday, a date, a name in quotes or with an address. */
const begins =
  /^(?:(?:on|at|am|le|el|il|em|no dia|op|den|dne|dňa|dnia|w dniu|w dn\.|pe|în|la|ti|ke|ma|pá|to|pon|na|в|на|от|στις|dana|dne|em dia|vào|pada|vào lúc|lúc|på|kl|tor|fre|zo|za|wo|do|vr|di|gio|mar|mer|ven|sab|dom|lun|jeu|sam|quoting|zitat von|citát|cita de|quoted from)(?![\p{L}])|[\d"'“„«<(]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|[-–—]{2,} ?on\b|20\d\d|בתאריך|في|ב-|เมื่อ|lör|sön|mån|tis|ons|tors|пн|вт|ср|чт|пт|сб|вс|нд|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)/iu
const quoting = /^(?:quoting|zitat von|citát|cita de|citazione|citando|citeren)\b/iu
const timed = /\d{1,2} ?[:.hH時点시] ?\d{2}|(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/u
const address = /[^\s@<>]@[^\s@<>]/u
const enclosedAddress = /[<([][^\s<>@]{1,100}@[^\s<>@]{1,100}[>)\]]/u
const dashes = /^[-–— ]{2,}|[-–— *_]+$/gu
const colon = /[:：]$/u

const longestAttribution = 4

/**
 * How many lines 'On Monday, Ada wrote:' takes that begins at `index`, in the language of any large mail program; wrapped, it takes up
 * to four. 0 when there is none. Prose that says who wrote something is none: what is below has to be marked as quoted, or time or
 * address have to be named.
 */
export function attributionLength(lines: readonly MailLine[], index: number): number {
  let joined = ''
  for (let count = 1; count <= longestAttribution; count++) {
    const line = lines[index + count - 1]
    if (!line || line.quoted || isBlank(line)) return 0
    const bare = bareLine(line.text)
    // What begins anew on a later line begins there.
    if (count > 1 && !begins.test(joined) && !enclosedAddress.test(joined)) return 0
    joined = joined === '' ? bare : `${joined} ${bare}`
    const quoteBelow = nextIsQuoted(lines, index + count)
    if (isAttribution(joined, quoteBelow)) return startsLater(lines, index, count, quoteBelow) ? 0 : count
  }
  return 0
}

function isAttribution(candidate: string, quoteBelow: boolean): boolean {
  const isDashed = /^[-–—]{2}.*[-–—]{2}$/u.test(candidate)
  const text = candidate.replace(dashes, '')
  if (quoting.test(text) && address.test(text)) return colon.test(text)
  const says = wrote.test(text)
  const dated = timed.test(text) || /\d/.test(text)
  if (quoteBelow) {
    if (says) return colon.test(text) || (dated && begins.test(text)) || isDashed
    return (
      colon.test(text) &&
      (enclosedAddress.test(text) || (begins.test(text) && (address.test(text) || timed.test(text))))
    )
  }
  if (!says) return colon.test(text) && address.test(text) && timed.test(text) && /^[\d<]/.test(text)
  if (!colon.test(text) && !isDashed && !/(?:wrote|schrieb|écrit)$/iu.test(text)) return false
  return (timed.test(text) && (begins.test(text) || address.test(text))) || (address.test(text) && colon.test(text))
}

/** 'On it.' above an attribution is the sender's own, though it begins like one. */
function startsLater(lines: readonly MailLine[], index: number, count: number, quoteBelow: boolean): boolean {
  for (let from = 1; from < count; from++) {
    const rest = lines
      .slice(index + from, index + count)
      .map(({ text }) => bareLine(text))
      .join(' ')
    if (
      /^(?:on|am|le|el|il|em|op|den|dne|dnia|w dniu|\d{1,4}[./-])/iu.test(rest) &&
      timed.test(rest) &&
      isAttribution(rest, quoteBelow)
    )
      return true
  }
  return false
}

function nextIsQuoted(lines: readonly MailLine[], index: number): boolean {
  for (let at = index; at <= index + 2; at++) {
    const line = lines[at]
    if (line && !isBlank(line)) return line.quoted
    if (line?.quoted) return true
  }
  return false
}
