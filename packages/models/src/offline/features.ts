/** Named signs in a sentence, beside its words. Order does not matter; names stand in the weights file. */
const signs: Record<string, RegExp> = {
  please: /\b(please|pls|plz|kindly|bitte|por favor|s'il (vous|te) pla[iî]t|merci de)\b/i,
  couldYou: /\b(can|could|would|will|won't) (you|someone|anybody|anyone|u)\b/i,
  mind: /\b(would you mind|do you mind|are you able|is it possible|any chance)\b/i,
  needYou: /\b(need|want|like|expect|ask(ing)?|request(ing)?|remind(ing)?) (you|everyone|your|all of you)\b/i,
  letKnow:
    /\b(let (me|us) know|get back to (me|us)|keep (me|us) (posted|informed)|give (me|us) a (call|shout)|shoot me|drop me)\b/i,
  question: /\?\s*$/,
  yesNo: /^(do|did|does|are|is|was|were|have|has|had|should|shall|may|might) (you|we|i|it|the|there|this|that)\b.*\?/i,
  wh: /^(what|when|where|who|why|how|which)\b.*\?/i,
  deadline:
    /\b(by|before|until|no later than|due|deadline|bis|avant|antes del?)\b.{0,24}\b(today|tonight|tomorrow|noon|midnight|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|eod|cob|end|morgen|freitag|montag|lundi|vendredi|viernes|\d)/i,
  urgent: /\b(asap|urgent(ly)?|immediately|right away|as soon as possible|at your earliest|dringend|urgence)\b/i,
  shouldWe: /\b(we|you|i) (should|must|have to|need to|ought to|better)\b/i,
  promise: /\b(i|we)('ll| will| shall| am going to| plan to|'m going to)\b/i,
  lets: /^(let's|lets|let us|shall we)\b/i,
  ifYou: /\bif (you|u|your)\b/i,
  attached: /\b(attached|attachment|enclosed|see below)\b/i,
  forInfo:
    /\b(fyi|for your information|no action|no need to|nothing to do|just (to let you know|a heads up|wanted to say)|for your records)\b/i,
  thanks: /^(thanks|thank you|many thanks|danke|merci|gracias)\b/i,
  market:
    /\b(free|offer|discount|% off|save|deal|sale|win|winner|limited time|click|order now|act now|subscribe|guarantee|\$\d|bonus|exclusive|shop)\b/i,
  unsub: /\b(unsubscribe|newsletter|mailing list|opt out)\b/i,
  link: /\$link|https?:|www\./i,
  past: /\b(was|were|had|did|sent|went|told|said|closed|happened)\b/i,
  hope: /^(i|we) (hope|wish|enjoyed|loved|think|thought|guess|know|love)\b/i,
  quoted: /^>/,
  shout: /^[^a-z]{12,}$/,
}

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
      .match(/[@\p{L}][\p{L}']*|[?!]/gu) ?? []
  )
}

/** The features of a sentence, each once: words, pairs of neighbours, signs. */
export function featuresOf(text: string): string[] {
  const tokens = tokensOf(text.slice(0, 1_000))
  const features = new Set<string>(tokens)
  for (let i = 0; i < tokens.length; i++) features.add(`${tokens[i - 1] ?? '^'} ${tokens[i] ?? ''}`)
  for (const [name, pattern] of Object.entries(signs)) if (pattern.test(text)) features.add(`:${name}`)
  if (startsWithVerb(text)) features.add(':verb')
  features.add(`:length${Math.min(4, Math.floor(Math.log2(tokens.length + 1) / 1.5))}`)
  return [...features]
}
