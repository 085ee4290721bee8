import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { SwitchboardError } from '@switchboard/core/errors'
import { z } from 'zod'

const timeoutMs = 5_000
/** Google allows its keys to be kept for some hours; a token with an unknown key id has them read anew, at most this often. */
const keysMaxAgeMs = 6 * 3_600_000
const keysCooldownMs = 30_000

export type SignedCallConfig = { issuer: string; audience: string; serviceAccount: string }

const claimsSchema = z.object({ email: z.string(), email_verified: z.literal(true) })
const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() })

/**
 * Checks the OpenID token that Google signs a push call with: signature, issuer, audience, expiry, and that it is in the name of
 * the service account that the operator has named. Throws unauthorized, unavailable.
 * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export function googleSignedCalls({ issuer, audience, serviceAccount }: SignedCallConfig) {
  let discovered: Promise<{ issuer: string; keys: JWTVerifyGetKey }> | null = null
  /** Asked for once per process; a failure is asked for again. */
  const server = () =>
    (discovered ??= discover(issuer).catch((error: unknown) => {
      discovered = null
      throw new SwitchboardError('unavailable', 'Google’s keys cannot be had at the moment.', {
        retryable: true,
        cause: error,
      })
    }))

  return async (authorization: string | null, now: Date): Promise<void> => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
    if (!token) throw new SwitchboardError('unauthorized', 'The call carries no token.')
    const { issuer: expected, keys } = await server()
    const payload = await jwtVerify(token, keys, {
      issuer: expected,
      audience,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat'],
      clockTolerance: 30,
      currentDate: now,
    })
      .then((verified) => verified.payload)
      .catch((error: unknown) => {
        throw refusalOf(error)
      })
    const claims = claimsSchema.safeParse(payload).data
    if (claims?.email !== serviceAccount) throw new SwitchboardError('unauthorized', 'The token is of another account.')
  }
}

async function discover(issuer: string) {
  const address = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
  if (!response.ok) throw new Error(`The discovery document was answered with ${response.status}.`)
  const document = discoverySchema.parse(await response.json())
  const options = { timeoutDuration: timeoutMs, cacheMaxAge: keysMaxAgeMs, cooldownDuration: keysCooldownMs }
  return { issuer: document.issuer, keys: createRemoteJWKSet(new URL(document.jwks_uri), options) }
}

/** A token that does not hold is its sender's fault; keys that cannot be had are not. */
function refusalOf(error: unknown): SwitchboardError {
  const isUnreachable =
    error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError) || isKeysAnswer(error)
  return isUnreachable
    ? new SwitchboardError('unavailable', 'Google’s keys cannot be had at the moment.', {
        retryable: true,
        cause: error,
      })
    : new SwitchboardError('unauthorized', 'The token does not hold.', { cause: error })
}

/** What jose throws for an answer of the keys' address that is not 200 or no JSON has no class of its own. */
const isKeysAnswer = (error: errors.JOSEError) => error.code === 'ERR_JOSE_GENERIC' || error.code === 'ERR_JWKS_INVALID'
