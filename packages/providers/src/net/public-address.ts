import { lookup as resolve, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** An address in a network that is not the public one: this machine, its neighbours, a cloud's metadata service. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError'
  readonly code = 'EPRIVATEADDRESS'
  constructor() {
    super('The address is in a private network.')
  }
}

/** Whether anybody on the internet could reach it. What hides another address in itself (NAT64, 6to4, Teredo) is not believed. */
export const isPublicAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'

/** Throws PrivateAddressError for an address that stands in the place of a name: names go through `publicLookup`. */
export function refusePrivateLiteral(host: string): void {
  const literal = host.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw new PrivateAddressError()
}

/**
 * Resolves names for a socket and refuses those with a private address. Asked by the socket itself, so that what is checked is what
 * is connected to: a name that resolves otherwise a moment later gains nothing.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? []
    if (error || !first) {
      callback(error ?? Object.assign(new Error('There is no such name.'), { code: 'ENOTFOUND' }), [])
      return
    }
    if (!addresses.every(({ address }) => isPublicAddress(address))) {
      callback(new PrivateAddressError(), [])
      return
    }
    if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}
