import { liveSignalSchema } from '@switchboard/core/live'
import { memberProcedure, router } from '../trpc'

const signalSchema = liveSignalSchema.pick({ subject: true, id: true })

export const liveRouter = router({
  /** What changed for this member; served by the gateway over WebSocket. The page reads changed things again. */
  signals: memberProcedure.subscription(async function* ({ ctx, signal }) {
    for await (const event of ctx.live.follow(ctx.actor, signal)) yield signalSchema.parse(event)
  }),
})
