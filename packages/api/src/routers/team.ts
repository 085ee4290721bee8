import { getMe, listMembers, setProfile } from '@switchboard/core/teams/members'
import { getUsage } from '@switchboard/core/teams/get-usage'
import { getTeamSettings, saveTeamSettings } from '@switchboard/core/teams/settings'
import {
  membersSchema,
  meSchema,
  profileInput,
  teamSettingsInput,
  teamSettingsSchema,
  usageSchema,
} from '../schemas/team'
import { adminProcedure, answers, memberProcedure, router } from '../trpc'

export const teamRouter = router({
  me: memberProcedure.output(answers(meSchema)).query(({ ctx }) => getMe(ctx.core, ctx.actor)),

  setProfile: memberProcedure
    .input(profileInput)
    .output(answers(meSchema))
    .mutation(({ ctx, input }) => setProfile(ctx.core, ctx.actor, input)),

  members: memberProcedure.output(answers(membersSchema)).query(({ ctx }) => listMembers(ctx.core, ctx.actor)),

  usage: adminProcedure.output(answers(usageSchema)).query(({ ctx }) => getUsage(ctx.core, ctx.actor)),

  settings: adminProcedure.output(answers(teamSettingsSchema)).query(({ ctx }) => getTeamSettings(ctx.core, ctx.actor)),

  saveSettings: adminProcedure
    .input(teamSettingsInput)
    .output(answers(teamSettingsSchema))
    .mutation(({ ctx, input }) => saveTeamSettings(ctx.core, ctx.actor, input.settings)),
})
