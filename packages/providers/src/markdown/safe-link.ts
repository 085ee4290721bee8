/** Longer ones are refused by services, and no person wrote them. */
const longestLink = 2_000

/** The address in its normal form; null for everything but http(s) and mailto, relative addresses too: a message has no page that they start from. */
export function safeLink(address: string): string | null {
  if (!/^(?:https?:|mailto:)/i.test(address) || !URL.canParse(address)) return null
  const { href } = new URL(address)
  return href.length <= longestLink ? href : null
}
