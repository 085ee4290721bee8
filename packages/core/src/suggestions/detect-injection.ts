import type { ItemSnapshot } from '../items'

/**
 * Words in an item that speak to the generator instead of to its reader. A find flags the suggestion and keeps it from
 * approving itself; it never changes anything else. Every text of the item is looked at, names too, since a model may be told any.
 * Returns the words found, empty for a clean item.
 */
export function detectInjection(item: ItemSnapshot): string[] {
  const plain = item.kind === 'email' ? { ...item, html: textOf(item.html ?? '') } : item
  const words = stringsOf(plain).join('\n')
  return [...ordersIn(words), ...hiddenIn(words)]
}

/**
 * Text that people cannot see and models read: letters as Unicode's tags (https://www.unicode.org/charts/PDF/UE0000.pdf), of which
 * only flags are made honestly, and variation selectors in a row, each of which may carry a byte; a character takes one.
 */
const hiddenIn = (text: string): string[] =>
  [tags, selectors].flatMap((pattern) =>
    pattern.test(text.replace(regionalFlags, '')) ? ['letters that are not shown'] : [],
  )

const regionalFlags = /\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F}/gu
const tags = /[\u{E0000}-\u{E007F}]/u
const selectors = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]{4}/u

/** The orders of a text alone. */
export function ordersIn(text: string): string[] {
  const readable = text.replace(invisible, '').replace(/\s+/g, ' ')
  return patterns.flatMap((pattern) => pattern.exec(readable)?.[0].slice(0, 160) ?? [])
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : []
}

/**
 * All text of the HTML, what its styles hide included. Each step looks at a character once, whatever an
 * attacker leaves unclosed; a parser would show only what a browser shows, and takes seconds for deep nesting.
 */
const textOf = (html: string) =>
  html
    .split(/<(?=\/?(?:style|script)\b)/i)
    .filter((part) => !/^(style|script)\b/i.test(part))
    .join('<')
    .replace(/<[^<>]*>/g, ' ')

/** Marks and controls that are not shown and break words apart for a filter but not for a model. */
const invisible = /(?!\s)\p{Cc}|\p{Default_Ignorable_Code_Point}/gu

const instructions = '(instructions?|prompts?|rules|guidelines|directions|system message)'
const patterns = [
  new RegExp(
    `\\b(ignore|disregard|forget|override|bypass)\\b.{0,30}\\b(previous|prior|above|earlier|all|your|these|any)\\b.{0,30}\\b${instructions}`,
    'i',
  ),
  new RegExp(`\\b(ignoriere|vergiss|missachte)\\b.{0,40}\\b(anweisungen|vorgaben|regeln|instruktionen)\\b`, 'i'),
  new RegExp(`\\b(ignore[zr]?|oublie[zr]?)\\b.{0,40}\\b(instructions|consignes|règles)\\b`, 'i'),
  new RegExp(`\\b(ignora|olvida)\\b.{0,40}\\b(instrucciones|reglas|indicaciones)\\b`, 'i'),
  /\b(ignora(te|re)?|dimentica(te|re)?)\b.{0,40}\b(istruzioni|direttive|regole)\b/i,
  /\b(ignor(a|e|em|ar)|desconsidere)\b.{0,40}\b(instruções|orientações|regras)\b/i,
  /\b(negeer|vergeet) (alle|de (vorige|eerdere|bovenstaande))\b.{0,40}\b(instructies|aanwijzingen|regels)\b/i,
  /\b(ignorera?|bortse från|se bort fra)\b.{0,40}\b(instruktion|instruks|anvisning|regler)/i,
  /\b(jätä huomiotta|unohda)\b.{0,40}\b(ohjeet|säännöt)/i,
  /(talimatları|kuralları).{0,40}(yok say|unut|görmezden gel)/i,
  /(指示|命令|ルール|プロンプト).{0,20}無視(し|する)/,
  /\b(auto(matically)?[- ]?approve|approve (this|the|it|every|all)\b.{0,40}\b(automatically|without (asking|review|confirmation)))/i,
  /\bset (the |its |your )?confidence (score )?(to|at|=)\s*[\d.]/i,
  /\b(you are|act as|pretend to be) (now )?(an?|the) (ai|assistant|language model|llm|chatbot|bot|agent)\b/i,
  /\b(attention|note|message|instructions?|dear|hello|hey|important)\b.{0,15}\b(ai|llm|language model|ai assistant|ai agent|chatbot)\b[^.]{0,40}\b(must|should|reading|processing|assistant|:)/i,
  /\b(as an? (ai|language model)|system prompt|developer message|jailbreak|prompt injection)\b/i,
  /<\|?(im_start|im_end|system|endoftext)\|?>|\[\/?(inst|system)\]|(?:^|\s)#{2,}\s*(system|assistant)\s*:/i,
  /\b(reveal|print|output|repeat|send)\b.{0,30}\b(system prompt|your (instructions|prompt)|api keys?|access tokens?)\b/i,
  /\bmark (this|the|all)\b.{0,40}\bas (approved|done|action needed)\b.{0,40}\b(automatically|immediately|without)/i,
]
