import type { ItemSnapshot } from '@switchboard/core/items'
import { probabilityOf, type Weights } from './classifier'
import { splitSentences, type Sentence } from './sentences'

export type Ask = Sentence & { probability: number }

export type Reading = {
  /** Probability that the whole item wants something from its reader. */
  confidence: number
  /** Sentences that may be asks, the strongest first. */
  asks: Ask[]
  /** Why the item as a whole counts less or more, in words for people. */
  notes: string[]
}

const logit = (p: number) => Math.log(p / (1 - p))
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))
const robot =
  /no-?reply|do-?not-?reply|notifications?@|mailer|newsletter|news@|updates?@|alerts?@|noreply|digest|marketing|info@.*(news|mail)/i
const forInfo =
  /\b(no action (is )?(needed|required|necessary)|nothing (for you )?to do|no (reply|response) (is )?(needed|necessary|required)|no need to (reply|respond|do anything)|just (fyi|for your information)|fyi only|purely for (your )?information)\b/i
const sells =
  /\b(\d+% off|sale ends|shop now|limited[- ]time|unsubscribe|exclusive (offer|deal)|free trial|upgrade (now|today)|webinar|special offer|last chance|register now|our (latest|new) (newsletter|issue|blog))\b/i
/** Baits that ask for secrets or promise prizes. */
const baits =
  /\b(verify|confirm|update|validate) your (password|account|identity|billing|payment|log-?in)\b[\s\S]{0,160}\b(closed|suspended|locked|deactivated|terminated|restricted)\b|\byou('ve| have)? won\b|\bclaim your (prize|reward|refund|winnings)\b/i
const demands =
  /\b(invoice|rechnung|facture|factura)\b[\s\S]{0,200}\b(due|overdue|payable|fällig|échéance|outstanding|vence)\b|\b(payment (is )?(due|overdue|failed)|please pay|action required|requires your (approval|review|signature|attention)|awaiting your|expires? (in|on|soon)|will expire|past due)\b/i
const foreignAsk =
  /お願い(します|いたします|致します)|ください|でしょうか|いただけ(ます|ない)|부탁|请(您|在|于|尽快)|пожалуйста|просьба|\b(bitte|könn(t|te)(en|est|et)? (sie|du|ihr)|pourriez-vous|pouvez-vous|merci de|peux-tu|podrías|podría|puedes|por favor|necesitamos que|potresti|potrebbe|per favore|kunt u|graag)\b/i

/** Judges an item by its sentences and by what kind of item it is. */
export function readItem(weights: Weights, item: ItemSnapshot): Reading {
  const sentences = splitSentences(item.text).slice(0, 200)
  const asks = askedInLists(
    sentences
      .filter((sentence) => !sentence.frame)
      .map((sentence) => ({ ...sentence, probability: sentenceProbability(weights, item, sentence.text) })),
  ).sort((a, b) => b.probability - a.probability)
  const notes: string[] = []
  const best = asks[0]?.probability ?? 0.02
  const second = asks[1]?.probability ?? 0
  // A second ask makes the first more likely meant; not twice as likely.
  let score = logit(clamp(best)) + (second > 0.7 ? 0.3 : 0)
  const adjust = (by: number, note: string) => {
    score += by
    notes.push(note)
  }
  const whole = `${item.title}\n${item.text}`
  if (item.kind === 'email') {
    if (item.bulk) adjust(-2.2, 'sent to a list')
    if (robot.test(`${item.sender.address ?? ''}`)) adjust(-1.1, 'sent by a machine')
    if (/^(accepted|declined|automatic reply|out of office|abwesenheit|réponse automatique)\b/i.test(item.title))
      adjust(-3, 'an automatic answer')
  }
  if (sells.test(whole)) adjust(-1.6, 'advertises something')
  if (baits.test(whole)) adjust(-1.8, 'reads like a bait')
  if (forInfo.test(whole)) adjust(-2.6, 'says that nothing is needed')
  if (demands.test(whole)) adjust(1.7, 'something is due')
  if (item.kind === 'message' && (item.direct || item.mentionsOwner)) adjust(0.5, 'addressed to you')
  return { confidence: Math.round(clamp(sigmoid(score)) * 1_000) / 1_000, asks, notes }
}

/** 'Can you:' before a list asks for what stands in it. */
function askedInLists(asks: Ask[]): Ask[] {
  let heading: Ask | null = null
  return asks.map((ask) => {
    const isHeading = listHeading.test(ask.text)
    if (isHeading) heading = ask
    else if (!ask.listed) heading = null
    // The entries come before their heading, which asks for nothing by itself.
    if (isHeading) return { ...ask, probability: ask.probability * 0.6 }
    return heading ? { ...ask, probability: Math.max(ask.probability, heading.probability) } : ask
  })
}

const listHeading =
  /^(?:.{0,80}[\s,])?(?:(?:can|could|would|will) you|please|need you to|want you to|ask you to)\s*:\s*$/i

const directQuestion =
  /^(?:so|and|but|also|then)?[,\s]*(?:what|when|where|who|which|how|do|did|does|are|is|have|has|should|shall|would|will|can|could|may)\b[^?]*\b(?:you|your|we|us)\b[^?]*\?$/i

/**
 * The classifier learnt single English sentences. Asks in other languages are known by their polite forms; and a question that
 * one person puts to another wants an answer, where the same words in a text to many are style.
 */
function sentenceProbability(weights: Weights, item: ItemSnapshot, text: string): number {
  const learnt = probabilityOf(weights, text)
  if (foreignAsk.test(text)) return Math.max(learnt, 0.82)
  const personal = item.kind === 'email' && !item.bulk
  return personal && directQuestion.test(text) ? Math.max(learnt, 0.64) : learnt
}

const clamp = (p: number) => Math.min(0.985, Math.max(0.01, p))
