import { countOutsideCalls } from '@switchboard/core/inbound/count-outside-calls'
import { getInboundEvent, listInboundEvents } from '@switchboard/core/inbound/list-inbound-events'
import { countReplay, replayInboundEvents } from '@switchboard/core/inbound/replay-inbound-events'
import {
  inboundDetailSchema,
  inboundGetInput,
  inboundListInput,
  inboundListSchema,
  outsideCallsSchema,
  replayCountSchema,
  replayedSchema,
  replayInput,
  replayRangeInput,
} from '../schemas/inbound'
import { answers, memberProcedure, router } from '../trpc'

export const inboundRouter = router({
  /** What providers have sent by themselves for a connection, or for the whole team, newest first. */
  list: memberProcedure
    .input(inboundListInput)
    .output(answers(inboundListSchema))
    .query(({ ctx, input }) => listInboundEvents(ctx.core, ctx.actor, input)),

  get: memberProcedure
    .input(inboundGetInput)
    .output(answers(inboundDetailSchema))
    .query(({ ctx, input }) => getInboundEvent(ctx.core, ctx.actor, input)),

  /** How many calls belong to no team; for the person who runs the installation. */
  outside: memberProcedure
    .output(answers(outsideCallsSchema))
    .query(({ ctx }) => countOutsideCalls(ctx.core, ctx.actor)),

  countReplay: memberProcedure
    .input(replayRangeInput)
    .output(answers(replayCountSchema))
    .query(({ ctx, input }) => countReplay(ctx.core, ctx.actor, input)),

  /** Events named of a connection, or the newest 500 of a range of time, are worked on once more. */
  replay: memberProcedure
    .input(replayInput)
    .output(answers(replayedSchema))
    .mutation(({ ctx, input }) => replayInboundEvents(ctx.core, ctx.actor, input)),
})
