const ofOneNetwork =
  /(^|\.)(localhost|local|internal|lan|home\.arpa)$|^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.|^\[/

/** Whether a service on the internet could call an address, as far as its form tells: https, and no name of one network alone. */
export function isPublicHttps(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' && hostname.includes('.') && !ofOneNetwork.test(hostname)
}
