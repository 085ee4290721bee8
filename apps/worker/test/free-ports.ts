import { once } from 'node:events'
import net from 'node:net'
import type { Ports } from '../../../scripts/drills/crash/product'

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (!address || typeof address === 'string') throw new Error('No free port.')
  return address.port
}

/** Of every process that a drill starts. */
export async function freePorts(): Promise<Ports> {
  const [web = 0, gateway = 0, sandbox = 0, smtp = 0] = await Promise.all([1, 2, 3, 4].map(freePort))
  return { web, gateway, sandbox, smtp }
}
