import { systemSchema } from '../schemas/team'
import { memberProcedure, router } from '../trpc'

export const systemRouter = router({
  status: memberProcedure
    .output(systemSchema)
    .query(({ ctx }) => ({ ...ctx.system, generatorLabel: ctx.core.model.label })),
})
