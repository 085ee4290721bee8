import { longestSentence } from './features'
import { asksInOtherWords, questionsInOtherWords } from './other-languages'

const verb =
  '(?:accept|add|answer|approve|arrange|ask|attach|book|bring|buy|call|change|check|choose|collect|come|complete|confirm|contact|copy|correct|cut|decide|deliver|draft|e-?mail|enter|explain|fill|find|finish|fix|forward|get|give|go through|hand|have|help|leave|let|look|mail|make|merge|move|note|order|pay|pick|plan|prepare|print|put|read|remind|remove|renew|reply|report|resend|respond|return|review|revise|ring|rotate|run|send|set|share|show|sign|submit|switch|take|tell|text|turn|update|upload|verify|wire|write)'
const lead = '(?:and |so |then |also |now )*'
const time =
  '(?:today|tonight|tomorrow|noon|midnight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|january|february|march|april|may|june|july|august|september|october|november|december|eod|cob|\\d)'

/** Forms of asking that need no weighing of words, whoever writes. */
const demands = [
  /\bkindly \p{L}+/iu,
  /\b(?:pls|plz)\b|,? please[.!]*$/i,
  /\b(?:i|we)(?:['’]d| would| still| also| will|['’]ll| now| just)* need (?:your\b|you to\b|.{1,40}\bfrom you\b)/i,
  /\b(?:i|we)(?: still| also| now| urgently)* need the .{0,60}\b(?:by|before|of the|and)\b/i,
  /\b(?:ask|request) (?:that you|you to|everyone to|all \p{L}+ to|every \p{L}+ to)\b/iu,
  /\b(?:on your plate|this (?:one )?is yours|over to you|your turn|waiting (?:on|for) (?:you\b|your (?!parcel|order))|you are (?:first|on call))/i,
  /\b(?:is|does|would|will) (?:this|that|it) (?:ok|okay|work|suit)\b.*\?/i,
  /\bwdyt\b|\bwhat do you think\b|\bok(?:ay)? (?:for|with) you\b.*\?/i,
  /\b(?:deadline|due date) (?:is|:)|\b(?:rsvp|respond|reply|answer) by\b|\b(?:please|must) .{1,60}\bor (?:it|they|you) (?:will|lapse|lose)\b/i,
  new RegExp(`^${lead}${verb}\\b.*\\b(?:by|before|until|no later than|today|tomorrow|on)\\b.{0,24}\\b${time}`, 'i'),
]
const command = new RegExp(`^${lead}${verb} (?:the|your|a|an|it|them|this|these|both|me|us)\\b`, 'i')
/** Put to everybody and nobody. */
const rhetorical = /\b(?:any(?:one|body) else|who else|is it just me|who knows|did you know|guess who)\b/i

const directQuestion =
  /^(?:so|and|but|also|then|hey|hi|hmm|ok)?[,\s]*(?:what|what['’]s|when|where|who|whom|which|how|do|did|does|are|is|have|has|should|shall|would|will|can|could|may|any chance)\b[^?]*\b(?:you|your|we|us|i|me)\b[^?]*\?$/i

/**
 * How likely a sentence asks for something by its form alone; 0 for one that has no such form. The classifier learnt single English
 * sentences out of context: it knows neither the forms of other languages, nor that a question which one person puts to another
 * wants an answer, where the same words in a text to many (`personal` is false) are style.
 */
export function likelyByForm(sentence: string, personal: boolean): number {
  const text = sentence.slice(0, longestSentence)
  if (asksInOtherWords(text)) return 0.84
  if (demands.some((demand) => demand.test(text))) return 0.74
  if (!personal || rhetorical.test(text)) return 0
  if (directQuestion.test(text) || questionsInOtherWords(text)) return 0.68
  return /\?\s*$/.test(text) || command.test(text) ? 0.6 : 0
}
