import type { ItemSnapshot } from '@switchboard/core/items'
import { cutText } from './cut-text'
import { startsWithVerb } from './features'
import { readWish } from './read-wish'

const longestTitle = 80

/**
 * A task title in the imperative: the ask without its politeness, its date and what follows from it. Falls back to the item's
 * subject when no clear act is left.
 */
export function composeTitle(item: ItemSnapshot, ask: string | null, dueQuote: string | null): string {
  // A channel's name says nothing of what is written there.
  const isMessage = item.kind === 'message'
  const subject = isMessage
    ? ''
    : item.title.replace(/^((re|fwd?|aw|wg|tr|rv|antw|sv)\s*:\s*|\[[^\]]{1,40}\]\s*)+/i, '').trim()
  const foreign = ask ? foreignWish(ask, dueQuote) : null
  const wish = foreign || !ask ? null : readWish(ask, item.sender.name, dueQuote)
  const bill = billTitle(item, subject, wish)
  if (bill) return bill
  if (foreign) return shorten(capitalise(foreign))
  if (wish) {
    const matter = isMessage
      ? `${item.sender.name}, ${item.title}`
      : subject.replace(/^(action required|reminder|urgent|important|please note)\s*[:!]\s*/i, '')
    // 'Renew it' and 'Respond' say nothing without what it is about.
    const vague = wish.length <= 40 && (pronounObject.test(wish) || wordsOf(wish, item.sender.name) < 3)
    return shorten(vague && matter && matter !== noSubject ? `${capitalise(wish)}: ${matter}` : capitalise(wish))
  }
  const about = subject && subject !== noSubject ? subject : (ask ?? item.text).replace(/\s+/g, ' ').trim()
  if (!about) return shorten(`Reply to ${item.sender.name}`)
  if (item.kind === 'page') return shorten(about)
  if (ask && /\?\s*$/.test(ask)) return shorten(`Answer ${item.sender.name}: ${about}`)
  if (item.kind === 'event') return shorten(`Prepare for ${about}`)
  return shorten(startsWithVerb(about) ? capitalise(about) : `Reply to ${item.sender.name}: ${about}`)
}

/** A sender counts as one word, whatever the name. */
const wordsOf = (wish: string, sender: string) => wish.replace(sender, '@').split(' ').length

const noSubject = '(no subject)'

/** The first thing that the verb acts on is a pronoun: 'renew it', 'look into them', 'send this by mail'. */
const pronounObject =
  /^\w+(?: \w+)? (?:it|them|yours|the attachment$|(?:this|that|these|those)(?=$| (?:by|in|to|for|with|and|on)\b))(?=\W|$)/i

/** An invoice that is due is paid, unless something else is asked about it. */
function billTitle(item: ItemSnapshot, subject: string, wish: string | null): string | null {
  if (wish && !/\b(pay|transfer|settle|wire|remit)\b/i.test(wish)) return null
  const invoice =
    /\b(invoice|rechnung|facture|factura)\s*(?:no\.?|nr\.?|number|#)?\s*:?\s*#?([A-Z]{0,4}-?\d[\w-]{2,14})?/i.exec(
      subject,
    )
  if (!invoice || !/\b(due|pay|overdue|fällig|zahl|échéance|régler|outstanding)/i.test(`${subject} ${item.text}`))
    return null
  return shorten(`Pay ${item.sender.name} invoice${invoice[2] ? ` ${invoice[2]}` : ''}`)
}

/** The polite forms of other languages; what follows them names the act. The article of their dates goes with the date. */
const foreignPoliteness =
  /^[¿¡\s]*(?:bitte|veuillez|könn(?:t|te)(?:en|est|et)? (?:sie|du|ihr)(?: (?:uns|mir))?(?: bitte)?|pourriez-vous|pouvez-vous|peux-tu|merci de(?: bien vouloir)?|podrías|podría(?: usted)?|(?:me |nos )?puedes|por favor|potresti|potrebbe|per favore|kunt u)[,\s]+(?:(?:me|nous|nos|mi|ci)\s+|[mn]['’])?/iu
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

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What must not be a title's last word. */
const loose = /(?:\s+(?:to|of|the|an?|and|or|for|in|on|at|by|with|from|that|which|your))*[\s,;:–—-]*$/i

function shorten(text: string): string {
  const whole = text.replace(/\s+/g, ' ').trim()
  // What stands in brackets goes first.
  const plain = whole.length <= longestTitle ? whole : whole.replace(/\s*\([^()]*\)?/g, '')
  if (plain.length <= longestTitle) return plain
  const cut = cutText(plain, longestTitle - 1)
  const words = cutText(cut, Math.max(cut.lastIndexOf(' '), 40))
  return `${words.replace(loose, '')}…`
}
