import * as oauth from 'oauth4webapi'

/**
 * What an issuer says of itself: endpoints and keys. It is asked once per process; a failure is asked for again.
 * OpenID Connect Discovery 1.0, section 4. Throws what the request or the library throws.
 */
export function issuerOf(address: string, timeoutMs: number) {
  const issuer = new URL(address)
  // Plain HTTP is for an issuer on this machine alone.
  const insecure = issuer.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(issuer.hostname)
  let discovered: Promise<oauth.AuthorizationServer> | null = null
  const ask = async () => {
    const options = { [oauth.allowInsecureRequests]: insecure, signal: AbortSignal.timeout(timeoutMs) }
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  }
  return {
    insecure,
    discover: () =>
      (discovered ??= ask().catch((error: unknown) => {
        discovered = null
        throw error
      })),
  }
}
