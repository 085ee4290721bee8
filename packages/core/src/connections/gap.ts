import type { Connection, Transaction } from '@switchboard/db'
import type { ItemSource, TimeSpan } from '../ports'

/** What was not wholly covered, until somebody has seen to it. `url`: where to look through it at the provider. */
export function gapOf({ gapFrom: from, gapTo: to }: Connection, source: ItemSource | undefined) {
  if (!from || !to) return null
  return { from, to, url: source?.addressOf?.({ from, to }) ?? null }
}

/** One range from the first gap that nobody has seen to, up to the latest: rather too much than a hidden one. */
export async function widenGap(
  tx: Transaction,
  { teamId, connectionId }: { teamId: string; connectionId: string },
  { from, to }: TimeSpan,
): Promise<void> {
  await tx.$executeRaw`
    update "Connection" set "gapFrom" = least("gapFrom", ${from}::timestamptz), "gapTo" = greatest("gapTo", ${to}::timestamptz)
    where "teamId" = ${teamId}::uuid and id = ${connectionId}::uuid`
}
