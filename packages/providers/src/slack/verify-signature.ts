import { createHmac } from 'node:crypto'
import { SwitchboardError } from '@switchboard/core/errors'
import { isSameSecret } from '../net/is-same-secret'

/** A call that is older, or from the future, may be a recorded one. */
const windowSeconds = 5 * 60

type Signed = { headers: Headers; body: Uint8Array; now: Date }

/** Throws unauthorized for what Slack has not signed just now. https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function verifySignature(signingSecret: string, { headers, body, now }: Signed): void {
  const timestamp = headers.get('x-slack-request-timestamp') ?? ''
  const given = headers.get('x-slack-signature') ?? ''
  const isFresh = /^\d{1,12}$/.test(timestamp) && Math.abs(now.getTime() / 1_000 - Number(timestamp)) <= windowSeconds
  if (!isFresh || !isSameSecret(given, signatureOf(signingSecret, timestamp, body)))
    throw new SwitchboardError('unauthorized', 'This call is not signed by Slack, or was signed too long ago.')
}

export const signatureOf = (signingSecret: string, timestamp: string, body: Uint8Array): string =>
  `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex')}`
