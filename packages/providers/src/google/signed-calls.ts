import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { SwitchboardError } from '@switchboard/core/errors'
import { z } from 'zod'
import { issuerOf } from './discovery'

const timeoutMs = 5_000
/** Google allows its keys to be kept for some hours; a token with an unknown key id has them read anew, at most this often. */
const keysMaxAgeMs = 6 * 3_600_000
const keysCooldownMs = 30_000
const keysOptions = { timeoutDuration: timeoutMs, cacheMaxAge: keysMaxAgeMs, cooldownDuration: keysCooldownMs }

export type SignedCallConfig = { issuer: string; audience: string; serviceAccount: string }

const claimsSchema = z.object({ email: z.string(), email_verified: z.literal(true) })

/**
 * Checks the OpenID token that Google signs a push call with: signature, issuer, audience, expiry, and that it is in the name of
 * the service account that the operator has named. Throws unauthorized, unavailable.
 * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export function googleSignedCalls({ issuer, audience, serviceAccount }: SignedCallConfig) {
  const { discover } = issuerOf(issuer, timeoutMs)
  let keys: JWTVerifyGetKey | null = null
  const server = async () => {
    const { issuer: name, jwks_uri: address } = await discover()
    if (!address) throw new Error('The discovery document names no keys.')
    return { name, keys: (keys ??= createRemoteJWKSet(new URL(address), keysOptions)) }
  }

  return async (authorization: string | null, now: Date): Promise<void> => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
    if (!token) throw new SwitchboardError('unauthorized', 'The call carries no token.')
    const { name, keys } = await server().catch((error: unknown) => {
      throw keysAway(error)
    })
    const payload = await jwtVerify(token, keys, {
      issuer: name,
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

const keysAway = (cause: unknown) =>
  new SwitchboardError('unavailable', 'Google’s keys cannot be had at the moment.', { retryable: true, cause })

/** A token that does not hold is its sender's fault; keys that cannot be had are not. */
function refusalOf(error: unknown): SwitchboardError {
  const isUnreachable =
    error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError) || isKeysAnswer(error)
  return isUnreachable
    ? keysAway(error)
    : new SwitchboardError('unauthorized', 'The token does not hold.', { cause: error })
}

/** What jose throws for an answer of the keys' address that is not 200 or no JSON has no class of its own. */
const isKeysAnswer = (error: errors.JOSEError) => error.code === 'ERR_JOSE_GENERIC' || error.code === 'ERR_JWKS_INVALID'
