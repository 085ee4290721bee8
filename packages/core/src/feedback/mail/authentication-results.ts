/** One field `Authentication-Results` (RFC 8601). */
export type AuthenticationResults = {
  /** Who vouches for it, in lower case. */
  authservId: string
  results: { method: string; result: string; properties: Record<string, string> }[]
}

const longestField = 10_000

/** Null for what is none by its grammar, and for one that names nobody: anybody could have written it. */
export function parseAuthenticationResults(value: string): AuthenticationResults | null {
  if (value.length > longestField) return null
  const plain = withoutComments(value)
  if (plain === null) return null
  const [head = '', ...parts] = splitOutsideQuotes(plain)
  const [authservId = '', version = '1', ...more] = head.trim().split(/\s+/)
  if (!/^[^\s="]+$/.test(authservId) || version !== '1' || more.length > 0) return null
  return { authservId: authservId.toLowerCase(), results: parts.flatMap(parseResult) }
}

function parseResult(part: string) {
  const words = part.trim().match(/[^\s="]+\s*=\s*(?:"[^"]*"|[^\s"]+)/g) ?? []
  const pairs = words.map((word): [string, string] => {
    const at = word.indexOf('=')
    const value = word.slice(at + 1).trim()
    return [word.slice(0, at).trim().toLowerCase(), value.replace(/^"|"$/g, '').toLowerCase()]
  })
  const [first, ...properties] = pairs
  if (!first) return []
  // `dmarc/1=pass` names the version of the method.
  return [{ method: first[0].replace(/\/\d+$/, ''), result: first[1], properties: Object.fromEntries(properties) }]
}

/** Comments may be nested and may hold anything, also what looks like a result; null where one has no end. */
function withoutComments(value: string): string | null {
  let plain = ''
  let depth = 0
  let quoted = false
  for (let at = 0; at < value.length; at++) {
    const character = value[at]
    if (character === '\\') {
      if (depth === 0) return null
      at++
    } else if (character === '"' && depth === 0) {
      quoted = !quoted
      plain += character
    } else if (character === '(' && !quoted) depth++
    else if (character === ')' && depth > 0) {
      depth--
      plain += ' '
    } else if (depth === 0) plain += character
  }
  return depth === 0 && !quoted ? plain : null
}

const splitOutsideQuotes = (text: string): string[] => {
  const parts = ['']
  let quoted = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    if (character === ';' && !quoted) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}
