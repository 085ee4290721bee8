import type { ItemSnapshot } from '@switchboard/core/items'
import { cutText } from './cut-text'
import { bareForm, startsWithVerb } from './features'

const longestTitle = 80

/**
 * A task title in the imperative: the ask without its politeness, its date and what follows from it. Falls back to the item's
 * subject when no clear verb is left.
 */
export function composeTitle(item: ItemSnapshot, ask: string | null, dueQuote: string | null): string {
  const subject = item.title.replace(/^((re|fwd?|aw|wg|tr|rv|antw|sv)\s*:\s*|\[[^\]]{1,40}\]\s*)+/i, '').trim()
  const bill = billTitle(item, subject)
  if (bill) return bill
  const foreign = ask ? foreignWish(ask, dueQuote) : null
  if (foreign) return shorten(capitalise(foreign))
  const wish = ask ? imperativeOf(ask, item.sender.name, dueQuote) : null
  if (wish && startsWithVerb(wish)) {
    const matter = subject.replace(/^(action required|reminder|urgent|important|please note)\s*[:!]\s*/i, '')
    // 'Renew it' says nothing without what it is.
    if (pronounObject.test(wish) && matter) return shorten(`${capitalise(wish)}: ${matter}`)
    if (wish.split(' ').length >= 3) return shorten(capitalise(wish))
  }
  const about = subject && subject !== '(no subject)' ? subject : (ask ?? item.text).replace(/\s+/g, ' ')
  if (ask && /\?\s*$/.test(ask)) return shorten(`Answer ${item.sender.name}: ${about}`)
  return shorten(
    item.kind === 'event'
      ? `Prepare for ${about}`
      : startsWithVerb(about)
        ? capitalise(about)
        : `Reply to ${item.sender.name}: ${about}`,
  )
}

/** The first thing that the verb acts on is a pronoun: 'renew it', 'look into them', 'send this by mail'. */
const pronounObject =
  /^\w+(?: \w+)? (?:it|them|(?:this|that|these|those)(?=$| (?:by|in|to|for|with|and|on)\b))(?=\W|$)/i

function billTitle(item: ItemSnapshot, subject: string): string | null {
  const invoice =
    /\b(invoice|rechnung|facture|factura)\s*(?:no\.?|nr\.?|number|#)?\s*:?\s*#?([A-Z]{0,4}-?\d[\w-]{2,14})?/i.exec(
      subject,
    )
  if (!invoice || !/\b(due|pay|overdue|fällig|zahl|échéance|régler|outstanding)/i.test(`${subject} ${item.text}`))
    return null
  return shorten(`Pay ${item.sender.name} invoice${invoice[2] ? ` ${invoice[2]}` : ''}`)
}

const politeness = [
  /^(hi|hello|hey|dear)\b[^,]{0,40},\s*/i,
  /^(so|and|but|also|then|now|ok|okay|anyway|quick question|one (more )?thing( is left)?|when you (get|have) a (chance|moment|minute)|if (possible|you can|you have time)|in the meantime)[,:.\s—–-]+/i,
  /^(would|do) you mind /i,
  /^(could|can|would|will) (you|someone|one of you) (please |kindly |possibly |also |just |maybe )*(be able to )?/i,
  /^(is it possible|would it be possible|are you able|any chance you (can|could))( for you)? to /i,
  /^(i|we)('d| would)? ?(still |really |urgently )?(need|like|want|love|ask|expect|require) (for )?(you|your team|everyone) to /i,
  /^(i|we) (was|were|am|are) (wondering|hoping) (if|that|whether) you (could|can|would) /i,
  /^it would be (great|good|nice|helpful|lovely) if you (could|can|would) /i,
  /^(you|everyone) (need|needs|have|has|must|should)( to)? /i,
  /^(please|kindly|just) (also )?(make sure (to|that you) )?/i,
  /^(a )?(gentle |friendly |quick )?reminder (to|that you) /i,
  /^(don't|do not) forget to /i,
]

function imperativeOf(ask: string, sender: string, dueQuote: string | null): string {
  let text = ask
    .replace(/\s+/g, ' ')
    .replace(/^\s*([-*•·]|\d+[.)])\s+/, '')
    .trim()
  // 'I know it is late, but could you …': the ask begins at its polite form.
  const inner = /[,;:—–-]\s+(?:and |but |so )?((?:could|can|would|will) you |please )/i.exec(text)
  if (inner && inner.index > 0) text = text.slice(inner.index).replace(/^[,;:—–\s-]+(and |but |so )?/i, '')
  for (let before = ''; before !== text;) {
    before = text
    for (const pattern of politeness) text = text.replace(pattern, '')
  }
  if (dueQuote) text = text.replace(dueQuote.replace(/\s+/g, ' '), '')
  return gerundToVerb(text)
    .replace(
      /\s*[,;–—]\s*(so (that )?|because|since|as |which|and it|if not|otherwise|thanks|thank you|please|we |i ).*$/i,
      '',
    )
    .replace(/\s+(so that|because|in order to|thanks|please)\b.*$/i, '')
    .replace(/[,\s]*\b(as soon as possible|asap|urgently|at your earliest convenience|when you have time)\b/gi, '')
    .replace(/\bme\b/gi, sender)
    .replace(/^(send|give|tell|show|call|let|email|help|ask|remind) us\b/i, `$1 ${sender}`)
    .replace(/\b(my|our)\b/gi, `${sender}’s`)
    .replace(/\s+([,.;:!?])/g, '$1')
    .replace(/[\s.,;:!?]+$/, '')
    .trim()
}

/** The polite forms of other languages; what follows them names the act. The article of their dates goes with the date. */
const foreignPoliteness =
  /^[¿¡\s]*(?:bitte|könn(?:t|te)(?:en|est|et)? (?:sie|du|ihr)(?: (?:uns|mir))?(?: bitte)?|pourriez-vous|pouvez-vous|peux-tu|merci de|podrías|podría(?: usted)?|puedes|por favor|potresti|potrebbe|per favore|kunt u)[,\s]+(?:(?:me|nous|nos|mi|ci)\s+|[mn]['’])?/iu
const unspaced = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

/** An ask in another language keeps its own words: nothing here can translate them. Null for English. */
function foreignWish(ask: string, dueQuote: string | null): string | null {
  const text = ask.replace(/\s+/g, ' ').trim()
  if (unspaced.test(text)) return text.replace(/[。.!?？！]+$/u, '')
  if (!foreignPoliteness.test(text)) return null
  const wish = (dueQuote ? text.replace(dueQuote.replace(/\s+/g, ' '), '') : text)
    .replace(foreignPoliteness, '')
    .replace(/\s+/g, ' ')
    .replace(/\s+([,.;:!?])/g, '$1')
    .replace(/[\s.,;:!?]+$/, '')
  return wish.split(' ').length >= 2 ? wish : null
}

/** 'Would you mind sending': the verb without its ending. */
const gerundToVerb = (text: string) => text.replace(/^[a-z]+ing\b/i, (word) => bareForm(word) ?? word)

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function shorten(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim()
  if (plain.length <= longestTitle) return plain
  const cut = cutText(plain, longestTitle - 1)
  return `${cutText(cut, Math.max(cut.lastIndexOf(' '), 40))}…`
}
