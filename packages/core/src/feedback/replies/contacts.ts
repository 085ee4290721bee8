import { bareLine } from './mail-line'

const phone = /(?:\+|\b00|\()\d[\d ()./-]{6,}\d|\b\d{3,5}[ ./-]\d{3,}[ ./-]?\d{2,}/u
const reach =
  /\S@\S+\.\S|https?:\/\/|\bwww\.|\b(?:tel|phone|mobile|cell|fax|telefon|mobil|handy|tél|móvil|cel|telefono|telefoon|puh|тел|моб)\b\.?\s*:?\s*[+(\d]|\b(?:gmbh|ltd|inc|llc|s\.?a\.?r?\.?l|s\.r\.l|b\.v|oy|ab|aps|sp\. z o\.o)\b/iu
const name =
  /^\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|van|von|der|de|da|di|la|le|bin|al)){0,4}(?:,? (?:PhD|MD|MBA|Jr\.?|Dr\.?))?$/u

/** Whether a line says how to reach somebody, or for whom they work. */
export const isContact = (text: string): boolean => {
  const bare = bareLine(text)
  return phone.test(bare) || reach.test(bare)
}

/** Whether a line can be somebody's name: one to five words with capitals and no end of a sentence. */
export const isName = (text: string): boolean => {
  const bare = bareLine(text).replace(/^[-–—~/ ]+/u, '')
  return bare.length <= 50 && name.test(bare)
}

/** Whether a line is the sender's own name, whole, the first of it, or its initials. */
export function isNameOf(text: string, sender: string): boolean {
  const plain = (value: string) =>
    value
      .normalize('NFKD')
      .replace(/[^\p{L} ]/gu, '')
      .trim()
      .toLowerCase()
  const line = plain(bareLine(text))
  const words = plain(sender.slice(0, 100)).split(/ +/)
  if (line === '' || words[0] === '') return false
  const initials = words.map(([first]) => first).join('')
  return line === words.join(' ') || words.includes(line) || (line.length > 1 && line === initials)
}
