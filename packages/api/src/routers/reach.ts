import { claimIdentity, sendCodeAgain } from '@switchboard/core/channels/identities/claim-identity'
import { confirmIdentity } from '@switchboard/core/channels/identities/confirm-identity'
import { removeIdentity } from '@switchboard/core/channels/identities/remove-identity'
import { markSeen, readPageMessages } from '@switchboard/core/channels/page-messages'
import { readReach } from '@switchboard/core/channels/read-reach'
import { savePreferences } from '@switchboard/core/channels/save-preferences'
import { sendTestMessage } from '@switchboard/core/channels/send-test-message'
import { idInput } from '../schemas/common'
import {
  claimedSchema,
  claimInput,
  confirmInput,
  pageMessagesSchema,
  preferencesInput,
  reachSchema,
  seenInput,
  testMessageSchema,
} from '../schemas/reach'
import { answers, memberProcedure, router } from '../trpc'

/** How the caller is reached, and what is sent to them. */
export const reachRouter = router({
  get: memberProcedure.output(answers(reachSchema)).query(({ ctx }) => readReach(ctx.core, ctx.actor)),

  save: memberProcedure
    .input(preferencesInput)
    .output(answers(reachSchema))
    .mutation(async ({ ctx, input }) => {
      await savePreferences(ctx.core, ctx.actor, input)
      return readReach(ctx.core, ctx.actor)
    }),

  claim: memberProcedure
    .input(claimInput)
    .output(answers(claimedSchema))
    .mutation(({ ctx, input }) => claimIdentity(ctx.core, ctx.actor, input)),

  sendCodeAgain: memberProcedure
    .input(idInput)
    .output(answers(reachSchema))
    .mutation(async ({ ctx, input }) => {
      await sendCodeAgain(ctx.core, ctx.actor, input.id)
      return readReach(ctx.core, ctx.actor)
    }),

  confirm: memberProcedure
    .input(confirmInput)
    .output(answers(reachSchema))
    .mutation(async ({ ctx, input }) => {
      await confirmIdentity(ctx.core, ctx.actor, input)
      return readReach(ctx.core, ctx.actor)
    }),

  remove: memberProcedure
    .input(idInput)
    .output(answers(reachSchema))
    .mutation(async ({ ctx, input }) => {
      await removeIdentity(ctx.core, ctx.actor, input.id)
      return readReach(ctx.core, ctx.actor)
    }),

  sendTest: memberProcedure
    .output(answers(testMessageSchema))
    .mutation(({ ctx }) => sendTestMessage(ctx.core, ctx.actor)),

  pageMessages: memberProcedure
    .output(answers(pageMessagesSchema))
    .query(async ({ ctx }) => ({ items: await readPageMessages(ctx.core, ctx.actor) })),

  seen: memberProcedure
    .input(seenInput)
    .output(answers(pageMessagesSchema))
    .mutation(async ({ ctx, input }) => {
      await markSeen(ctx.core, ctx.actor, input.ids)
      return { items: await readPageMessages(ctx.core, ctx.actor) }
    }),
})
