import { getInboundEvent, listInboundEvents } from '@switchboard/core/inbound/list-inbound-events'
import { replayInboundEvents } from '@switchboard/core/inbound/replay-inbound-events'
import {
  inboundDetailSchema,
  inboundGetInput,
  inboundListInput,
  inboundListSchema,
  replayedSchema,
  replayInput,
} from '../schemas/inbound'
import { answers, memberProcedure, router } from '../trpc'

export const inboundRouter = router({
  /** What the provider has sent by itself for a connection, newest first. */
  list: memberProcedure
    .input(inboundListInput)
    .output(answers(inboundListSchema))
    .query(({ ctx, input }) => listInboundEvents(ctx.core, ctx.actor, input)),

  get: memberProcedure
    .input(inboundGetInput)
    .output(answers(inboundDetailSchema))
    .query(({ ctx, input }) => getInboundEvent(ctx.core, ctx.actor, input)),

  /** Events named, or the newest 500 of a range of time, are worked on once more. */
  replay: memberProcedure
    .input(replayInput)
    .output(answers(replayedSchema))
    .mutation(({ ctx, input }) => replayInboundEvents(ctx.core, ctx.actor, input)),
})
