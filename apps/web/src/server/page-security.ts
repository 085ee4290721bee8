type Addresses = { publicUrl: URL; gatewayUrl: URL }

/**
 * What a page may load and do. Scripts run by the nonce of their answer only; styles may stand in elements, which React and
 * the parts we use write there. Pictures from elsewhere are those of a mail, in a frame that has a stricter policy of its own.
 * Source: CSP Level 3, https://www.w3.org/TR/CSP3/
 */
export function contentSecurityPolicy(nonce: string, { publicUrl, gatewayUrl }: Addresses, isDevelopment: boolean) {
  const socket = new URL(gatewayUrl)
  socket.protocol = gatewayUrl.protocol === 'https:' ? 'wss:' : 'ws:'
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    // React's errors in development are rebuilt by eval.
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'https:', ...(isHttps(publicUrl) ? [] : ['http:'])],
    'connect-src': ["'self'", socket.origin, ...(isDevelopment ? ['ws:'] : [])],
    'frame-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    ...(isHttps(publicUrl) ? { 'upgrade-insecure-requests': [] } : {}),
  }
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ')
}

export const isHttps = (url: URL) => url.protocol === 'https:'

/** Whether a request came in the clear, as the first reverse proxy says. */
export const camePlain = (forwardedProto: string | null) => forwardedProto?.split(',')[0]?.trim() === 'http'

/** Where a request that came in the clear has to go; null when it may stay. The reverse proxy tells how it came. */
export function secureAddress(forwardedProto: string | null, path: string, { publicUrl }: Addresses): URL | null {
  return isHttps(publicUrl) && camePlain(forwardedProto) ? new URL(publicUrl.origin + path) : null
}
