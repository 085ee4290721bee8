import { signs } from './signs'

const verbs = new Set(
  (
    'accept add address advise answer apply approve arrange ask attach attend bring book buy call cancel change check choose circulate clarify collect come ' +
    'comment complete confirm connect consider contact coordinate copy correct create decide deliver discuss download draft email ensure explain fax file fill find ' +
    'finish fix follow forward get give handle have help hold include inform install invite join keep leave look mail make meet move note notify open order organise ' +
    'organize pass pay phone pick plan post prepare print proceed process provide pull push put read register remember remind remove renew reply report request ' +
    'resend reserve respond return review revise run save schedule see send set share ship show sign speak start stop submit suggest take talk tell test try turn ' +
    'update upload use verify visit vote wait work write'
  ).split(' '),
)

/** Whether a sentence begins with the bare form of a verb, as commands do. */
export const startsWithVerb = (text: string): boolean => verbs.has(firstWord(text))

const firstWord = (text: string) =>
  /^(?:(?:so|and|then|also|please|kindly|just|now)[,\s]+)*([a-z']+)/i.exec(text.trim())?.[1]?.toLowerCase() ?? ''

/** The words of a sentence as the classifier sees them: lower case, figures and links by kind. */
function tokensOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/\$link|https?:\S+|www\.\S+/g, ' @link ')
      .replace(/[\w.+-]+@[\w-]+\.[\w.]+/g, ' @mail ')
      .replace(/[$€£]\s?\d[\d.,]*/g, ' @money ')
      .replace(/\d[\d.,:/-]*/g, ' @num ')
      .replace(/[’`]/g, "'")
      .match(/[@\p{L}][\p{L}']*|[?!,:]/gu) ?? []
  )
}

/** In UTF-16 units; a sentence that is longer is made to keep us busy. */
export const longestSentence = 1_000

const namedSigns = Object.entries(signs).sort(([a], [b]) => (a < b ? -1 : 1))

/**
 * What a feature counts in training. Two signs together mean something else than either alone ('please' is no ask where an address
 * book is spoken of), but there are many pairs, and each tells less.
 */
export const valueOf = (feature: string): number => (feature.includes('&') ? 0.5 : 1)

/**
 * The features of a sentence, each once: words, what stands beside each other in twos and threes, pairs with a gap, signs and
 * pairs of signs.
 */
export function featuresOf(sentence: string): string[] {
  const text = sentence.slice(0, longestSentence)
  const tokens = tokensOf(text)
  const features = new Set<string>(tokens)
  const at = (i: number) => tokens[i] ?? (i < 0 ? '^' : '$')
  for (let i = 0; i <= tokens.length; i++) {
    features.add(`${at(i - 1)} ${at(i)}`)
    features.add(`${at(i - 2)} ${at(i - 1)} ${at(i)}`)
    if (i >= 2 && i < tokens.length) features.add(`${at(i - 2)} _ ${at(i)}`)
  }
  const straight = text.replace(/[’`]/g, "'")
  const held = namedSigns.flatMap(([name, pattern]) => (pattern.test(straight) ? [name] : []))
  if (startsWithVerb(text)) held.push('verb')
  held.forEach((name, i) => {
    features.add(`:${name}`)
    for (const other of held.slice(i + 1)) features.add(`:${name}&${other}`)
  })
  features.add(`:length${Math.floor(Math.log2(tokens.length + 1) * 1.5)}`)
  features.add(`:capitals${capitalsOf(text)}`)
  return [...features]
}

/** How many of the words behind the first are capitalised, in four steps: headlines shout. */
function capitalsOf(text: string): number {
  const words = text.trim().split(/\s+/)
  const capitalised = words.slice(1).filter((word) => /^[A-Z]/.test(word)).length
  return Math.min(4, Math.floor((capitalised / words.length) * 6))
}
