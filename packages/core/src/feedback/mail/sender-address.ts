import { headerValues, type MailHeaders } from './mail-headers'

const longestField = 2_000

/**
 * The one address in the one field `From`, its domain in lower case; null where there are several, or none. Display names are not looked
 * into: `"boss@example.com" <other@example.org>` is from other@example.org.
 */
export function senderAddress(headers: MailHeaders): string | null {
  const [from, ...more] = headerValues(headers, 'from')
  if (from === undefined || more.length > 0 || from.length > longestField) return null
  const plain = from.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/\([^()]*\)/g, '')
  if (/[,;"()\r\n]/.test(plain)) return null
  const [, inBrackets] = /^[^<>]*<([^<>]*)>\s*$/.exec(plain) ?? []
  const [, local, domain] = /^([^\s@<>]+)@([^\s@<>]+)$/.exec((inBrackets ?? plain).trim()) ?? []
  return local && domain ? `${local}@${domain.toLowerCase()}` : null
}
