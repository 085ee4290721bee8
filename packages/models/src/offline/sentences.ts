export type Sentence = {
  text: string
  /** Place in the whole text, in UTF-16 units. */
  start: number
  end: number
  /** Part of a greeting, a signature or a footer: never an ask. */
  frame: boolean
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
const greeting =
  /^(hi|hello|hey|dear|good (morning|afternoon|evening)|hallo|liebe[rs]?|guten (tag|morgen)|sehr geehrte|bonjour|salut|hola|buenos)\b[^?]{0,60}[,!.]?$/i
const signOff =
  /^((kind|best|warm|many)?\s*(regards|wishes)|thanks( again| so much| a lot| in advance)?|(many )?thank you( very much)?|cheers|sincerely( yours)?|yours( sincerely| truly)?|all the best|best|viele grüße|liebe grüße|mit freundlichen grüßen|beste grüße|cordialement|merci( beaucoup)?|bien à vous|un saludo|saludos|atentamente|--|—|sent from my \w+)([\s,.!]+\S+){0,2}[\s,.!]*$/i
const footer =
  /unsubscribe|view (this|it) (email )?in (your )?browser|all rights reserved|privacy policy|you (are receiving|received) this|confidentiality notice|manage (your )?(preferences|notifications)|this (e-?mail|message) (and any|is intended)|abmelden|se désabonner/i

/** Splits text into sentences; lines are borders too, but not inside of a paragraph that was wrapped. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = []
  let closing = false
  for (const block of blocksOf(text)) {
    for (const { segment, index } of segmenter.segment(block.text)) {
      const trimmed = segment.trim()
      if (trimmed.length < 2) continue
      const start = block.start + index + segment.indexOf(trimmed)
      // What follows 'Kind regards' is a name, a title, an address.
      if (sentences.length > 0 && signOff.test(trimmed)) closing = true
      const frame = closing || greeting.test(trimmed) || footer.test(trimmed)
      sentences.push({ text: trimmed, start, end: start + trimmed.length, frame })
    }
  }
  return sentences
}

/** Blank lines, list marks and short lines end a block; a long line goes on in the next one. */
function blocksOf(text: string): { text: string; start: number }[] {
  const blocks: { text: string; start: number }[] = []
  let open: { text: string; start: number } | null = null
  let at = 0
  for (const line of text.split('\n')) {
    const blank = line.trim() === ''
    const listed = /^\s*([-*•·]|\d+[.)])\s+/.test(line)
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
