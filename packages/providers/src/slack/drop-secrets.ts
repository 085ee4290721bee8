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

/** Takes the fields that are secrets from a payload, wherever they stand. Throws a RangeError for one that is nested too deeply. */
export function dropSecrets(payload: unknown, depth = 0): void {
  if (depth > deepest) throw new RangeError('nested too deeply')
  if (Array.isArray(payload)) {
    for (const inner of payload) dropSecrets(inner, depth + 1)
  } else if (isFields(payload)) {
    for (const name of Object.keys(payload)) {
      // JSON leaves it out.
      if (secretFields.has(name)) payload[name] = undefined
      else dropSecrets(payload[name], depth + 1)
    }
  }
}

/** An object of JSON. */
export const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
