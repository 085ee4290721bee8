import { memberProcedure, router } from '../trpc'

export const liveRouter = router({
  /** What changed for this member; served by the gateway over WebSocket. The page reads changed things again. */
  signals: memberProcedure.subscription(async function* ({ ctx, signal }) {
    yield* ctx.live.signals(ctx.actor, signal)
  }),
  /** Followed while the page is in sight: what is sent to open pages is sent to those alone. It tells nothing. */
  inSight: memberProcedure.subscription(async function* ({ ctx, signal }) {
    yield* ctx.live.inSight(ctx.actor, signal)
  }),
})
