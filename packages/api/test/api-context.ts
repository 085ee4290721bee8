import type { Actor, Context } from '@switchboard/core/context'
import type { ApiContext } from '../src'

/** What a procedure gets when this person calls it; null: somebody who is not signed in. */
export const apiContext = (
  core: Context,
  caller: Actor | null,
  live: ApiContext['live'] = nobodyFollows,
): ApiContext => ({
  core,
  userId: caller?.userId ?? null,
  teamId: caller?.teamId ?? null,
  requestId: 'request-1',
  system: { sandbox: null, gatewayUrl: 'http://localhost:3001' },
  live,
})

function followedByNobody(): never {
  throw new Error('nobody follows here')
}

const nobodyFollows: ApiContext['live'] = {
  signals: followedByNobody,
  inSight: followedByNobody,
  events: followedByNobody,
}
