import { memberProcedure, router } from '../trpc'

export const liveRouter = router({
  /** What changed for this member; served by the gateway over WebSocket. The page reads changed things again. */
  signals: memberProcedure.subscription(async function* ({ ctx, signal }) {
    yield* ctx.live.signals(ctx.actor, signal)
  }),
})
