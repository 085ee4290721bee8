/** The value below which this share of all lies; NaN without any. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/**
 * Milliseconds of each contender, called by turns so that whatever else the machine does meets all of them alike. The first
 * tenth warms up and is left out.
 */
export async function byTurns<Name extends string>(
  contenders: Record<Name, (turn: number) => Promise<unknown>>,
  turns: number,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries<(turn: number) => Promise<unknown>>(contenders)
  const took = new Map<string, number[]>(entries.map(([name]) => [name, []]))
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, call] of entries) {
      const startedAt = performance.now()
      await call(turn)
      if (turn >= turns / 10) took.get(name)?.push(performance.now() - startedAt)
    }
  }
  return Object.fromEntries(took) as Record<Name, number[]>
}

export const ms = (value: number) => Number(value.toFixed(2))
