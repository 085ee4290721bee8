import { userInfo } from 'node:os'
import { part } from '../scripts/checks/journey-parts'

const firstPort = part === 'others' ? 3110 : 3100

/** Where the journeys' own product listens; other ports than `npm start`, so that both can run. */
export const ports = { web: firstPort, gateway: firstPort + 1, sandbox: firstPort + 2, smtp: firstPort + 3 }

/** Held while a run is under way, from before it builds. */
export const turnPort = firstPort + 4

export const addresses = {
  web: `http://localhost:${ports.web}`,
  gateway: `http://localhost:${ports.gateway}`,
  sandbox: `http://localhost:${ports.sandbox}`,
}

/** How long a decision can be undone here: long enough to click, short enough to wait for. */
export const undoWindowMs = 3_000

/** How long a channel rests here that fails: longer than the 15 s that a message waits for a better channel, or none would fall back. */
export const channelRestMs = 20_000

/**
 * The running product's data folder, fresh at every run, with its logs and secrets. Below /var/tmp, because the database runs
 * as another user when the tests run as root.
 */
export const dataDir = `/var/tmp/switchboard-e2e-${userInfo().uid}${part ? `-${part}` : ''}`
