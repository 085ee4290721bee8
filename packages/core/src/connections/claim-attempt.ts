import type { OAuthAttempt } from '@switchboard/db'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { ProviderId } from '../ports/provider'
import { hashState } from './start-connect'

/** One conditional update: whoever replays the state, or comes late, or is somebody else, gets nothing. Throws state_invalid. */
export async function claimAttempt(
  ctx: Context,
  userId: string,
  provider: ProviderId,
  state: string,
): Promise<OAuthAttempt> {
  const now = ctx.clock.now()
  const stateHash = hashState(state)
  const { count } = await ctx.db.oAuthAttempt.updateMany({
    where: { stateHash, userId, provider, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  const attempt = await ctx.db.oAuthAttempt.findUnique({ where: { stateHash } })
  if (count === 1 && attempt) return attempt
  const fact =
    !attempt || attempt.userId !== userId || attempt.provider !== provider
      ? 'unknown'
      : attempt.usedAt
        ? 'replayed'
        : 'expired'
  const sentences = {
    unknown: 'This answer does not belong to a connection that you started.',
    replayed: 'This answer was used already.',
    expired: 'The page at the provider was open for more than ten minutes.',
  }
  throw new SwitchboardError('state_invalid', `${sentences[fact]} Start again.`, { facts: { state: fact } })
}
