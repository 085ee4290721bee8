import { decideDelivery } from '@switchboard/core/channels/decide-delivery'
import { getMessage } from '@switchboard/core/channels/read/get-message'
import { listMessages } from '@switchboard/core/channels/read/list-messages'
import { wayOfSaid } from '@switchboard/core/channels/read/way-of-said'
import { idInput } from '../schemas/common'
import {
  deliveryDecidedSchema,
  deliveryDecisionInput,
  messageDetailSchema,
  messageListInput,
  messageListSchema,
  wayOfSaidSchema,
} from '../schemas/delivery'
import { answers, memberProcedure, router } from '../trpc'

export const deliveryRouter = router({
  /** Messages to people and what became of each attempt, newest first. */
  list: memberProcedure
    .input(messageListInput)
    .output(answers(messageListSchema))
    .query(({ ctx, input }) => listMessages(ctx.core, ctx.actor, input)),

  get: memberProcedure
    .input(idInput)
    .output(answers(messageDetailSchema))
    .query(({ ctx, input }) => getMessage(ctx.core, ctx.actor, input.id)),

  /** How something said by an agent reached the caller outside of the page; `id` is of what was said. */
  ofSaid: memberProcedure
    .input(idInput)
    .output(answers(wayOfSaidSchema))
    .query(({ ctx, input }) => wayOfSaid(ctx.core, ctx.actor, input.id)),

  /** Somebody tells whether an attempt has arrived of which nobody else can. */
  decide: memberProcedure
    .input(deliveryDecisionInput)
    .output(answers(deliveryDecidedSchema))
    .mutation(({ ctx, input }) => decideDelivery(ctx.core, ctx.actor, input)),
})
