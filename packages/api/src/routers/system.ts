import { withTeamModel } from '@switchboard/core/suggestions/team-model'
import { systemSchema } from '../schemas/team'
import { memberProcedure, router } from '../trpc'

export const systemRouter = router({
  status: memberProcedure.output(systemSchema).query(async ({ ctx }) => {
    const { model } = await withTeamModel(ctx.core, ctx.actor.teamId)
    return { ...ctx.system, generatorLabel: model.label }
  }),
})
