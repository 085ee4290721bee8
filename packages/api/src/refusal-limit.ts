import { RateLimiterMemory } from 'rate-limiter-flexible'
import { comeBackIn } from './call-limit'

type Answer = (request: Request) => Promise<Response>

/**
 * Stands before a route whose callers prove who they are by each call: who does is never slowed down; an address that was refused
 * (4xx) so many times within a minute is not listened to until it has passed. Counted in this process.
 */
export function withRefusalLimit(answer: Answer, mostRefusals: number) {
  const refusals = new RateLimiterMemory({ points: mostRefusals, duration: 60 })
  return async (request: Request, caller: string): Promise<Response> => {
    const known = await refusals.get(caller)
    if (known && known.remainingPoints <= 0) {
      const waitSeconds = Math.max(1, Math.ceil(known.msBeforeNext / 1_000))
      const headers = { 'retry-after': String(waitSeconds) }
      return Response.json({ error: comeBackIn(waitSeconds) }, { status: 429, headers })
    }
    const response = await answer(request)
    if (response.status >= 400 && response.status < 500) await refusals.penalty(caller)
    return response
  }
}
