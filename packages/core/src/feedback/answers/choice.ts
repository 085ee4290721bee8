import { anyOf, type Clause, clausesOf, noteAfter, plainWords, quoteWord } from './clauses'
import { isCourtesy } from './courtesy'
import { isHesitant } from './hesitation'
import { type Question, unclear, type Understood } from './question'

type Options = Extract<Question, { kind: 'choice' }>['options']

/** What people put around the option that they name. */
const fillers =
  /(?<![\p{L}\p{N}'])(?:(?:i'd|i would|i|we|we'd|let's|let us|my|our|the|a|an|to|for|me|us|it|is|be|one|please|take|choose|pick|prefer|like|love|want|vote|go|goes|going|with|use|answer|choice|choose|option|number|no|nr|letter|variant|version|yes|ok|okay|then|that|so|definitely|thanks|ich|wir|nehme|nehmen|nimm|nehmt|möchte|will|wähle|würde|die|der|das|den|bitte|gerne|lieber|für|mich|uns|variante|nummer|möglichkeit|ja|dann|danke|je|j'|on|nous|prends|prenons|choisis|prend|voudrais|préfère|le|la|les|l'|s'il|vous|te|plaît|oui|numéro|pour|moi|merci|el|lo|los|elijo|prefiero|quiero|opción|número|por|favor|sí|para|mí|gracias|vamos|con)(?![\p{L}\p{N}'])|[#()']+)/gu
/** `one` is a filler in 'the blue one', and a number here. */
const called = /^(?:the )?(?:option|number|variant|version|variante|nummer|numéro|opción|número) /u
const refuses = anyOf(
  "not|no|never|neither|nor|none|except|anything|everything|all|both|either|any|whichever|whatever|[a-z]+n't|dont|against|nicht|kein|keine[nmrs]?|weder|beide[s]?|alle[s]?|egal|außer|pas|aucune?|ni|tous|toutes|deux|ninguna?|ningún|ambos|ambas|todos|cualquiera|tampoco|less|least|worse|worst|or|oder|ou|o",
)
const ordinals: readonly RegExp[] = [
  'first|1st|one|erste[rsn]?|eins|première?|premier|primer[oa]?|un[oa]?',
  'second|2nd|two|zweite[rsn]?|zwei|deuxième|seconde?|segund[oa]|dos',
  'third|3rd|three|dritte[rsn]?|drei|troisième|trois|tercer[oa]?|tres',
  'fourth|4th|four|vierte[rsn]?|vier|quatrième|quatre|cuart[oa]|cuatro',
  'fifth|5th|five|fünfte[rsn]?|fünf|cinquième|cinq|quint[oa]|cinco',
  'sixth|6th|six|sechste[rsn]?|sechs|sixième|sext[oa]|seis',
].map((words) => new RegExp(`^(?:${words})$`, 'u'))
const letters = 'abcdefghijklmnopqrstuvwxyz'
const shortestPrefix = 2

/**
 * The one option that is named by number, letter, label, or the beginning of one label. A clause has to name it and say nothing else;
 * what stands in other clauses is a note. Two options, or a word against one, are unclear.
 */
export function understandChoice(options: Options, reply: string): Understood {
  const clauses = clausesOf(reply).filter(({ words }) => !isCourtesy(words))
  if (clauses.length === 0) return unclear('unknown')
  if (/[?？]/.test(reply)) return unclear('question')

  const labels = options.map(({ label }) => plainWords(label))
  // Who says no more than an option may put it between marks; beside other words it may be somebody else's.
  const [only] = clauses.length === 1 ? clauses : []
  const naming = clauses.map((clause) => ({ clause, named: namedBy(only ? only.words : clause.spoken, labels) }))
  const named = new Set(naming.flatMap((entry) => entry.named))
  const [index] = named
  const beside = naming.filter((entry) => entry.named.length === 0).map((entry) => entry.clause.words)
  if (index === undefined) return unclear(isHesitant(beside.join(' ')) ? 'hesitant' : 'unknown')
  const mentioned = beside.some((words) => mentions(words, labels).some((other) => other !== index))
  if (named.size > 1 || mentioned || beside.some((words) => refuses.test(words))) return unclear('several')
  if (beside.some(isHesitant)) return unclear('hesitant')
  const value = options[index]?.value
  const clause = naming.find((entry) => entry.named.length > 0)?.clause
  return value === undefined || !clause
    ? unclear('unknown')
    : { kind: 'answer', value, note: noteBeside(reply, clauses, clause) }
}

/** Which options a clause names, if it does nothing else; several when it can be read in several ways. */
function namedBy(words: string, labels: readonly string[]): number[] {
  if (words.includes(quoteWord)) return []
  const exact = labels.indexOf(words)
  const readings = [words, words.replace(called, ''), bare(words)].filter((reading) => reading !== '')
  const found = new Set(exact === -1 ? [] : [exact])
  for (const reading of readings) {
    const number = numbered(reading, labels.length)
    if (number !== null) found.add(number)
    labels.forEach((label, index) => {
      const isPrefix = startsWithWord(label, reading)
      if (reading === label || reading === bare(label) || (exact === -1 && isPrefix)) found.add(index)
    })
  }
  // A label in full goes before those that begin with it.
  const full = [...found].filter((index) => readings.includes(labels[index] ?? ''))
  const isNumber = readings.some((reading) => numbered(reading, labels.length) !== null)
  return full.length === 1 && !isNumber ? full : [...found]
}

const bare = (words: string) => words.replace(fillers, ' ').replace(/\s+/g, ' ').trim()

/** The beginning of a label: some letters of its first word, or whole words. */
const startsWithWord = (label: string, reading: string) =>
  label.startsWith(reading) &&
  (label[reading.length] === ' ' || (!reading.includes(' ') && reading.length >= shortestPrefix))

function numbered(reading: string, count: number): number | null {
  const digits = /^\d{1,2}$/.test(reading) ? Number(reading) - 1 : -1
  const letter = reading.length === 1 ? letters.indexOf(reading) : -1
  const ordinal = ordinals.findIndex((pattern) => pattern.test(reading))
  const index = Math.max(digits, letter, ordinal)
  return index >= 0 && index < count ? index : null
}

/** Options that a clause speaks of, whatever it says of them. */
function mentions(words: string, labels: readonly string[]): number[] {
  const tokens = words.split(' ')
  const byNumber = tokens.flatMap((token) => (/^#?\d{1,2}$/.test(token) ? [Number(token.replace('#', '')) - 1] : []))
  const byLabel = labels.flatMap((label, index) => (label !== '' && ` ${words} `.includes(` ${label} `) ? [index] : []))
  return [...byNumber.filter((index) => index >= 0 && index < labels.length), ...byLabel]
}

function noteBeside(reply: string, clauses: Clause[], clause: Clause): string | null {
  if (clause !== clauses[0]) return reply.trim()
  const note = noteAfter(reply, clause.end)
  return note !== null && clausesOf(note).every(({ words }) => isCourtesy(words)) ? null : note
}
