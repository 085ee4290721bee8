import { subscribe } from 'node:diagnostics_channel'
import { IncomingMessage, ServerResponse } from 'node:http'
import { camePlain, isHttps } from './page-security'

/** Two years. */
const strictTransportSecurity = 'max-age=63072000'

/**
 * Has every answer, also of what never comes to Next or to the proxy before its pages, say that this host is asked by https alone. Nothing
 * is said where the public address is not https, nor to who came in the clear: RFC 6797, section 7.2.
 */
export function keepToHttps(publicUrl: URL): void {
  if (!isHttps(publicUrl)) return
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('request' in message && 'response' in message)) return
    const { request, response } = message
    if (!(request instanceof IncomingMessage && response instanceof ServerResponse)) return
    if (!camePlain(String(request.headers['x-forwarded-proto'] ?? '')))
      response.setHeader('strict-transport-security', strictTransportSecurity)
  })
}
