import type { Context } from './context'

/**
 * Works on each of some rows, on until `signal` aborts: what fails with one is logged, and keeps none of the others waiting. Returns those
 * with which it failed, so that a caller that looks for more leaves them out.
 */
export async function eachByItself<Row extends { teamId: string; id: string }>(
  ctx: Pick<Context, 'logger'>,
  rows: Row[],
  work: (row: Row) => Promise<void>,
  { what, signal }: { what: string; signal?: AbortSignal },
): Promise<string[]> {
  const failed: string[] = []
  for (const row of rows) {
    if (signal?.aborted) break
    try {
      await work(row)
    } catch (error) {
      const { teamId, id } = row
      ctx.logger.error({ err: error, teamId, id }, `${what} failed; the others go on`)
      failed.push(id)
    }
  }
  return failed
}
