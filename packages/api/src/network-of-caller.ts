import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'
import proxyAddr from 'proxy-addr'

export type TrustsProxy = (address: string, hops: number) => boolean

const networkBytes = 8

/**
 * Where a request comes from: the other end of its socket, or, as far as that is a trusted proxy, what it says in
 * X-Forwarded-For. Of IPv6 the first 64 bits, because one household has all addresses below.
 */
export function networkOfCaller(request: IncomingMessage, trustsProxy: TrustsProxy): string {
  const address: string | undefined = proxyAddr(request, trustsProxy)
  if (!address || !ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const bytes = parsed.toByteArray().fill(0, networkBytes)
  return `${ipaddr.fromByteArray(bytes).toString()}/64`
}
