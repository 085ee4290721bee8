import type { ChatAnswer, ChatRequest } from './chat'

type Rule = { type: 'preference' | 'fact' | 'person' | 'project'; told: RegExp; importance: number }

/** What of a sentence is worth a note; the first that fits. The note is the pattern's first group. */
const rules: Rule[] = [
  { type: 'fact', told: /^(?:please )?(?:remember|note|keep in mind)(?: that|:) (.+)/i, importance: 4 },
  { type: 'preference', told: /\b(I (?:really |always |usually )?(?:prefer|like|love|hate|want) .+)/i, importance: 3 },
  { type: 'preference', told: /\b(call me .+)/i, importance: 4 },
  { type: 'person', told: /\b(my (?:wife|husband|boss|manager|assistant|colleague|daughter|son) .+)/i, importance: 3 },
  { type: 'project', told: /\b((?:our|my) project .+)/i, importance: 3 },
  { type: 'fact', told: /\b((?:I live|I work|I am based|we are based|my \w+ is) .+)/i, importance: 3 },
]

/** How the stand-in notes what a person tells: by a few rules, the same for the same words. */
export function learn({ messages }: ChatRequest): ChatAnswer {
  const prompt = messages.find(({ role }) => role === 'user')?.content ?? ''
  const said = /The person has just said:\n([\s\S]*?)\n-----/.exec(prompt)?.[1] ?? ''
  const notes = [...prompt.matchAll(/^(\d+)\. \(\w+\) (.+)$/gm)].map(([, number, text = '']) => ({
    number: Number(number),
    words: wordsOf(text),
  }))
  const facts = (said.match(/[^.!?\n]+[.!?]?/g) ?? []).flatMap((sentence) => noted(sentence.trim(), notes))
  return { content: JSON.stringify({ facts: facts.slice(0, 5) }) }
}

type Note = { number: number; words: Set<string> }

function noted(sentence: string, notes: Note[]): object[] {
  const unwanted = /\bforget (?:that|about) (.+)/i.exec(sentence)?.[1]
  if (unwanted) {
    const note = closest(wordsOf(unwanted), notes)
    return note ? [{ ...entry('forget', sentence, 'fact', 1, sentence), note: note.number }] : []
  }
  if (sentence.endsWith('?') || /\bremind me\b/i.test(sentence)) return []
  for (const { type, told, importance } of rules) {
    const fact = told.exec(sentence)?.[1]?.replace(/[.!]+$/, '')
    if (!fact) continue
    const note = closest(wordsOf(fact), notes)
    const known = note && [...wordsOf(fact)].every((word) => note.words.has(word))
    const action = known ? 'skip' : note ? 'update' : 'keep'
    return [{ ...entry(action, fact, type, importance, sentence), note: note?.number ?? null }]
  }
  return []
}

const entry = (action: string, content: string, type: string, importance: number, quote: string) => ({
  action,
  type,
  content: `${content.charAt(0).toUpperCase()}${content.slice(1)}`.slice(0, 300),
  importance,
  quote,
})

/** The note that shares most of its words with these, when that is more than half. */
function closest(words: Set<string>, notes: Note[]): Note | undefined {
  const shareOf = (note: Note) =>
    [...words].filter((word) => note.words.has(word)).length / Math.max(1, Math.min(words.size, note.words.size))
  return notes.filter((note) => shareOf(note) > 0.6).sort((one, other) => shareOf(other) - shareOf(one))[0]
}

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])
