/** What Slack puts into calls that lets its bearer act: verification token, addresses to answer at, trigger ids, tokens. */
const secretFields = new Set([
  'token',
  'response_url',
  'response_urls',
  'trigger_id',
  'bot_access_token',
  'workflow_step',
  'interactivity',
])

/** Slack's own payloads are a tenth as deep. */
const deepest = 200

/** The same value without the fields that are secrets, wherever they stand. Throws a RangeError for one that is nested too deeply. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (depth > deepest) throw new RangeError('nested too deeply')
  if (Array.isArray(value)) return value.map((inner) => withoutSecrets(inner, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name]) => !secretFields.has(name))
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecrets(inner, depth + 1)]))
}
