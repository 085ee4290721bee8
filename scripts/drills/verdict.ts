export const mostMs = 15 * 60_000
/** Beside those of the product and its journeys. */
export const ports = { web: 3210, gateway: 3211, sandbox: 3212, smtp: 3213 }

export const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

/** Says what was found, and ends the process by it. */
export function end(faults: string[], ok: string): never {
  for (const fault of faults.slice(0, 20)) console.log(`FAIL  ${fault}`)
  if (faults.length === 0) console.log(`ok    ${ok}`)
  process.exit(faults.length === 0 ? 0 : 1)
}
