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
import { adminProcedure, memberProcedure, router } from '../trpc'

export const teamRouter = router({
  me: memberProcedure.output(meSchema).query(({ ctx }) => getMe(ctx.core, ctx.actor)),

  setProfile: memberProcedure
    .input(profileInput)
    .output(meSchema)
    .mutation(({ ctx, input }) => setProfile(ctx.core, ctx.actor, input)),

  members: memberProcedure.output(membersSchema).query(({ ctx }) => listMembers(ctx.core, ctx.actor)),

  usage: adminProcedure.output(usageSchema).query(({ ctx }) => getUsage(ctx.core, ctx.actor)),

  settings: adminProcedure.output(teamSettingsSchema).query(({ ctx }) => getTeamSettings(ctx.core, ctx.actor)),

  saveSettings: adminProcedure
    .input(teamSettingsInput)
    .output(teamSettingsSchema)
    .mutation(({ ctx, input }) => saveTeamSettings(ctx.core, ctx.actor, input.settings)),
})
