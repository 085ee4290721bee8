import { withTeamModel } from '@switchboard/core/suggestions/team-model'
import { systemSchema } from '../schemas/team'
import { answers, memberProcedure, router } from '../trpc'

export const systemRouter = router({
  status: memberProcedure.output(answers(systemSchema)).query(async ({ ctx }) => {
    const { model } = await withTeamModel(ctx.core, ctx.actor.teamId)
    return { ...ctx.system, generatorLabel: model.label }
  }),
})
