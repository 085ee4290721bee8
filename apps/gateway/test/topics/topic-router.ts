import { z } from 'zod'
import { liveRouter } from '@switchboard/api/routers/live'
import { memberProcedure, router } from '@switchboard/api/trpc'
import { eventIdSchema, type TopicStore } from '@switchboard/core/topics'
import type { Database } from '@switchboard/db'
import { type Data, tableStore } from './topic-table'

/** A procedure such as those of the product. */
export const topicRouterOf = (storeOf: (db: Database) => TopicStore<Data>) =>
  router({
    live: liveRouter,
    events: memberProcedure
      .input(z.object({ topic: z.string(), lastEventId: eventIdSchema.nullish() }))
      .subscription(async function* ({ ctx, input, signal }) {
        const { topic, lastEventId } = input
        yield* ctx.live.events({ topic, store: storeOf(ctx.core.db), after: lastEventId }, signal)
      }),
  })

export type TopicRouter = ReturnType<typeof topicRouterOf>
export const topicRouter = topicRouterOf(tableStore)
