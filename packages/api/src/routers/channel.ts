import { readChannels } from '@switchboard/core/channels/read/read-channels'
import { tryRouteNow } from '@switchboard/core/channels/routes/try-route-now'
import { channelInput, channelListSchema, channelTriedSchema } from '../schemas/channel'
import { adminProcedure, answers, router } from '../trpc'

export const channelRouter = router({
  /** Every way out of the team and how it does. */
  list: adminProcedure.output(answers(channelListSchema)).query(({ ctx }) => readChannels(ctx.core, ctx.actor)),

  /** Lets one message through a way that rests. */
  tryNow: adminProcedure
    .input(channelInput)
    .output(answers(channelTriedSchema))
    .mutation(({ ctx, input }) => tryRouteNow(ctx.core, ctx.actor, input.id)),
})
