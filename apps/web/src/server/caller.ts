import { subscribe } from 'node:diagnostics_channel'
import { IncomingMessage } from 'node:http'
import { networkOfCaller, type TrustsProxy } from '@switchboard/api/network-of-caller'

/** Where the network of the caller is noted; what a client sends under this name is overwritten. */
const networkHeader = 'x-switchboard-network'

/** Notes with each request where it comes from: Next shows the socket to nobody, and believes any X-Forwarded-For. */
export function noteCallers(trustsProxy: TrustsProxy): void {
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return
    const { request } = message
    if (request instanceof IncomingMessage) request.headers[networkHeader] = networkOfCaller(request, trustsProxy)
  })
}

/** The network that a request comes from, as noted. */
export const callerOf = (request: Request): string => request.headers.get(networkHeader) ?? 'unknown'
