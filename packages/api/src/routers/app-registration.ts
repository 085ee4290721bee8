import { beginApp, removeApp, saveAppKeys } from '@switchboard/core/provider-apps/change-apps'
import { getApp, listApps } from '@switchboard/core/provider-apps/read-apps'
import { z } from 'zod'
import { appDetailSchema, appKeysInput, appListInput, appListSchema, beginAppInput } from '../schemas/app-registration'
import { idInput } from '../schemas/common'
import { adminProcedure, answers, router } from '../trpc'

/** Apps that the team registers at providers itself. */
export const appRegistrationRouter = router({
  list: adminProcedure
    .input(appListInput)
    .output(answers(appListSchema))
    .query(({ ctx, input }) => listApps(ctx.core, ctx.actor, input)),

  get: adminProcedure
    .input(idInput)
    .output(answers(appDetailSchema))
    .query(({ ctx, input }) => getApp(ctx.core, ctx.actor, input.id)),

  begin: adminProcedure
    .input(beginAppInput)
    .output(answers(appDetailSchema))
    .mutation(({ ctx, input }) => beginApp(ctx.core, ctx.actor, input)),

  /** After the provider has accepted them; a secret left empty stays as it is. */
  saveKeys: adminProcedure
    .input(appKeysInput)
    .output(answers(appDetailSchema))
    .mutation(({ ctx, input }) => saveAppKeys(ctx.core, ctx.actor, input)),

  remove: adminProcedure
    .input(idInput)
    .output(answers(z.object({ removed: z.literal(true) })))
    .mutation(({ ctx, input }) => removeApp(ctx.core, ctx.actor, input.id)),
})
