import { setMonthlyBudget } from '@switchboard/core/teams/set-monthly-budget'
import { getMe, listMembers, setProfile } from '@switchboard/core/teams/members'
import { getUsage } from '@switchboard/core/teams/get-usage'
import { budgetInput, membersSchema, meSchema, profileInput, usageSchema } from '../schemas/team'
import { adminProcedure, memberProcedure, router } from '../trpc'

export const teamRouter = router({
  me: memberProcedure.output(meSchema).query(({ ctx }) => getMe(ctx.core, ctx.actor)),

  setProfile: memberProcedure
    .input(profileInput)
    .output(meSchema)
    .mutation(({ ctx, input }) => setProfile(ctx.core, ctx.actor, input)),

  members: memberProcedure.output(membersSchema).query(({ ctx }) => listMembers(ctx.core, ctx.actor)),

  usage: adminProcedure.output(usageSchema).query(({ ctx }) => getUsage(ctx.core, ctx.actor)),

  setBudget: adminProcedure
    .input(budgetInput)
    .output(usageSchema)
    .mutation(({ ctx, input }) => setMonthlyBudget(ctx.core, ctx.actor, input)),
})
