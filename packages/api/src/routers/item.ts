import { z } from 'zod'
import { getItem } from '@switchboard/core/items/get-item'
import { listItems } from '@switchboard/core/items/list-items'
import { previewItem } from '@switchboard/core/items/preview-item'
import { retryItem } from '@switchboard/core/items/retry-item'
import { idInput } from '../schemas/common'
import { itemListInput, itemListSchema, itemPreviewSchema, itemRowSchema } from '../schemas/connection'
import { itemDetailSchema } from '../schemas/item'
import { answers, memberProcedure, router } from '../trpc'

export const itemRouter = router({
  list: memberProcedure
    .input(itemListInput)
    .output(answers(itemListSchema))
    .query(({ ctx, input }) => listItems(ctx.core, ctx.actor, input)),

  /** Why it did or did not become a suggestion, and the words that were judged. */
  get: memberProcedure
    .input(idInput)
    .output(answers(itemDetailSchema))
    .query(({ ctx, input }) => getItem(ctx.core, ctx.actor, input.id)),

  /** The mail as its sender made it, sanitised for a sandboxed frame; remote images only when asked for. */
  preview: memberProcedure
    .input(idInput.extend({ images: z.boolean().default(false) }))
    .output(answers(itemPreviewSchema))
    .query(({ ctx, input }) => previewItem(ctx.core, ctx.actor, input)),

  retry: memberProcedure
    .input(idInput)
    .output(answers(itemRowSchema))
    .mutation(({ ctx, input }) => retryItem(ctx.core, ctx.actor, input.id)),
})
