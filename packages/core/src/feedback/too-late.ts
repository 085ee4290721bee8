import type { FeedbackRequest } from '@switchboard/db'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import { zoneOf } from '../teams/zone-of'
import { lateText } from './end-text'
import { namesOf } from './names-of'
import { stateAt } from './question-of'

/** For somebody who comes too late: already_decided, with who was first, where and when, in words and as facts. */
export async function tooLate(ctx: Context, userId: string, request: FeedbackRequest): Promise<SwitchboardError> {
  const { answeredById, answeredVia, answeredAt } = request
  const now = ctx.clock.now()
  const by = (await namesOf(ctx.db, [answeredById])).get(answeredById ?? '')
  const first = answeredById === userId ? 'You were first' : `${by ?? 'Somebody who has left'} was first`
  return new SwitchboardError('already_decided', lateText(request, first, await zoneOf(ctx, userId), now), {
    facts: {
      state: stateAt(request, now),
      ...(by ? { by } : {}),
      ...(answeredVia ? { via: answeredVia } : {}),
      ...(answeredAt ? { at: answeredAt.toISOString() } : {}),
    },
  })
}
