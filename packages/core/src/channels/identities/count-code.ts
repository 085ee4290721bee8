import type { Transaction } from '@switchboard/db'
import { SwitchboardError } from '../../errors'

const mostADay = 10
const dayMs = 24 * 60 * 60_000
const pauseMs = 60_000

/**
 * Counts one more code that a person asks for, and holds their row until the transaction ends: who claims twice at once is asked in turn.
 * Addresses of others would be written to without end. Throws rate_limited.
 */
export async function countCode(tx: Transaction, userId: string, now: Date): Promise<void> {
  const dayAgo = new Date(now.getTime() - dayMs)
  const counted = await tx.$executeRaw`
    update "User" set
      "codesAsked" = case when "codesSince" > ${dayAgo} then "codesAsked" + 1 else 1 end,
      "codesSince" = case when "codesSince" > ${dayAgo} then "codesSince" else ${now}::timestamptz end
    where id = ${userId}::uuid and not (coalesce("codesSince" > ${dayAgo}, false) and "codesAsked" >= ${mostADay})`
  if (counted === 0)
    throw new SwitchboardError('rate_limited', 'You have asked for many codes today. Ask for another tomorrow.')
}

/** When the next code may be asked for at the same address. */
export const mayAskAgainAt = (codeAskedAt: Date | null): Date => new Date((codeAskedAt?.getTime() ?? 0) + pauseMs)

/** Throws rate_limited within a minute of the last one. */
export function demandPause(codeAskedAt: Date | null, now: Date): void {
  if (mayAskAgainAt(codeAskedAt) > now)
    throw new SwitchboardError('rate_limited', 'A code was sent a moment ago. Ask for another in a minute.')
}
