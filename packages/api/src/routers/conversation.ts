import type { Actor, Context } from '@switchboard/core/context'
import { conversationStore, conversationTopic } from '@switchboard/core/conversations/conversation-topic'
import { endConversation } from '@switchboard/core/conversations/end-conversation'
import { findConversation } from '@switchboard/core/conversations/find-conversation'
import { listAgents } from '@switchboard/core/conversations/list-agents'
import {
  countConversations,
  getConversation,
  listConversations,
  listSaid,
} from '@switchboard/core/conversations/read-conversations'
import { saidSchema } from '@switchboard/core/conversations/events'
import { renameConversation } from '@switchboard/core/conversations/rename-conversation'
import { say } from '@switchboard/core/conversations/say'
import { startConversation } from '@switchboard/core/conversations/start-conversation'
import { stopAnswer } from '@switchboard/core/conversations/stop-answer'
import { readUsage } from '@switchboard/core/rate-limits/read-usage'
import { readLimits } from '@switchboard/core/rate-limits/read-limits'
import { setLimitHeaders } from '../limit-headers'
import { idInput } from '../schemas/common'
import {
  agentListSchema,
  conversationCountsSchema,
  conversationInput,
  conversationListInput,
  conversationListSchema,
  earlierInput,
  followInput,
  limitsInput,
  limitsSchema,
  saidPageSchema,
  sayInput,
  startInput,
  titleInput,
  usageSchema,
  wholeConversationSchema,
} from '../schemas/conversation'
import { adminProcedure, answers, memberProcedure, router } from '../trpc'

/** The caller's conversations with agents. Served over HTTP and over the gateway's sockets alike. */
export const conversationRouter = router({
  list: memberProcedure
    .input(conversationListInput)
    .output(answers(conversationListSchema))
    .query(({ ctx, input }) => listConversations(ctx.core, ctx.actor, input)),

  /** With whom the caller may talk. */
  agents: memberProcedure.output(answers(agentListSchema)).query(({ ctx }) => listAgents(ctx.core, ctx.actor)),

  /** What each member uses of the limits at the moment. */
  usage: adminProcedure.output(answers(usageSchema)).query(({ ctx }) => readUsage(ctx.core, ctx.actor)),

  counts: memberProcedure
    .output(answers(conversationCountsSchema))
    .query(({ ctx }) => countConversations(ctx.core, ctx.actor)),

  get: memberProcedure
    .input(conversationInput)
    .output(answers(wholeConversationSchema))
    .query(({ ctx, input }) => getConversation(ctx.core, ctx.actor, input)),

  earlier: memberProcedure
    .input(earlierInput)
    .output(answers(saidPageSchema))
    .query(({ ctx, input }) => listSaid(ctx.core, ctx.actor, input)),

  /** What happens in a conversation, each event once and in order, on from the `seq` of `get`. Served by the gateway. */
  follow: memberProcedure.input(followInput).subscription(async ({ ctx, input, signal }) => {
    // Before anything is told, and no generator: what that throws is past the middleware that says it in our codes.
    await findConversation(ctx.core.db, ctx.actor, input.id)
    const topic = conversationTopic(input.id)
    const store = conversationStore(ctx.core, ctx.actor.teamId)
    return ctx.live.events({ topic, store, after: input.lastEventId }, signal)
  }),

  start: memberProcedure
    .input(startInput)
    .output(answers(wholeConversationSchema))
    .mutation(async ({ ctx, input }) => {
      const wanted = { ...input, title: input.title ?? null, channel: 'web' } as const
      await ctx.core.db.$transaction((tx) => startConversation(ctx.core, tx, ctx.actor, wanted))
      return latest(ctx, input.id)
    }),

  say: memberProcedure
    .input(sayInput)
    .output(answers(saidSchema))
    .mutation(async ({ ctx, input }) => {
      try {
        return await say(ctx.core, ctx.actor, { ...input, channel: 'web' })
      } finally {
        await tellLimits(ctx, input.conversationId)
      }
    }),

  /** Has the agent stop what it is writing. */
  stop: memberProcedure
    .input(idInput)
    .output(answers(wholeConversationSchema))
    .mutation(async ({ ctx, input }) => {
      await stopAnswer(ctx.core, ctx.actor, input.id)
      return latest(ctx, input.id)
    }),

  rename: memberProcedure
    .input(titleInput)
    .output(answers(wholeConversationSchema))
    .mutation(async ({ ctx, input }) => {
      await renameConversation(ctx.core, ctx.actor, input)
      return latest(ctx, input.id)
    }),

  end: memberProcedure
    .input(idInput)
    .output(answers(wholeConversationSchema))
    .mutation(async ({ ctx, input }) => {
      await endConversation(ctx.core, ctx.actor, input.id)
      return latest(ctx, input.id)
    }),

  /** What the caller may still say: by themselves, and in a conversation when one is named. */
  limits: memberProcedure
    .input(limitsInput)
    .output(answers(limitsSchema))
    .query(async ({ ctx, input }) => ({ limits: await limitsOf(ctx, input.conversationId ?? null) })),
})

/** So much of what was said comes with an answer that changes a conversation. */
const someSaid = 50

/** As it is after a change. */
const latest = ({ core, actor }: { core: Context; actor: Actor }, id: string) =>
  getConversation(core, actor, { id, limit: someSaid })

/** What was said stays said, and what was refused refused, whether or not anybody can tell what is left. */
async function tellLimits(
  ctx: { core: Context; actor: Actor; answerHeaders?: Headers },
  conversationId: string,
): Promise<void> {
  const { answerHeaders } = ctx
  if (!answerHeaders) return
  await limitsOf(ctx, conversationId).then(
    (limits) => setLimitHeaders(answerHeaders, limits),
    (error: unknown) => ctx.core.logger.warn({ err: error }, 'what is left of the limits could not be read'),
  )
}

const limitsOf = ({ core, actor }: { core: Context; actor: Actor }, conversationId: string | null) =>
  readLimits(core, actor, conversationId === null ? null : { conversationId, channel: 'web' })
