import { parseAuthenticationResults } from './authentication-results'
import { headerValues, type MailHeaders } from './mail-headers'
import { senderAddress } from './sender-address'

/**
 * The address that a mail is proven to come from: the server that took it in says that DMARC passed (RFC 7489) for the domain in `From`.
 * Null: nothing is proven. Only the topmost `Authentication-Results` of one of `trustedAuthservIds` counts: a server puts its own above
 * all that came with the mail, and whatever stands below may have been written by the sender, in the server's name as well (RFC 8601, 5 and 7.1).
 */
export function authenticatedAs(headers: MailHeaders, trustedAuthservIds: readonly string[]): string | null {
  const address = senderAddress(headers)
  if (address === null) return null
  const trusted = new Set(trustedAuthservIds.map((id) => id.toLowerCase()))
  for (const value of headerValues(headers, 'authentication-results')) {
    const field = parseAuthenticationResults(value)
    if (!field || !trusted.has(field.authservId)) continue
    const dmarc = field.results.filter(({ method }) => method === 'dmarc')
    const [only] = dmarc
    const domain = address.slice(address.lastIndexOf('@') + 1)
    const isProven = dmarc.length === 1 && only?.result === 'pass' && only.properties['header.from'] === domain
    return isProven ? address : null
  }
  return null
}
