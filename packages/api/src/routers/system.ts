import { listOfferedSecrets } from '@switchboard/core/inbound/offered-secrets'
import { readIntegrationsSwitch, switchIntegrations } from '@switchboard/core/switches/installation'
import { withTeamModel } from '@switchboard/core/suggestions/team-model'
import { z } from 'zod'
import { integrationsSwitchSchema, offeredSecretsSchema, systemSchema } from '../schemas/team'
import { answers, memberProcedure, router } from '../trpc'

export const systemRouter = router({
  status: memberProcedure.output(answers(systemSchema)).query(async ({ ctx }) => {
    const [{ model }, integrations] = await Promise.all([
      withTeamModel(ctx.core, ctx.actor.teamId),
      readIntegrationsSwitch(ctx.core, ctx.actor),
    ])
    return { ...ctx.system, generatorLabel: model.label, integrations }
  }),

  /** The secrets that providers have offered to sign by; for the person who runs the installation. */
  offeredSecrets: memberProcedure
    .output(answers(offeredSecretsSchema))
    .query(({ ctx }) => listOfferedSecrets(ctx.core, ctx.actor)),

  /** Switches integrations on or off for all teams; for the person who runs the installation. */
  switchIntegrations: memberProcedure
    .input(z.object({ on: z.boolean('Integrations: switch them on or off.') }))
    .output(answers(integrationsSwitchSchema))
    .mutation(({ ctx, input }) => switchIntegrations(ctx.core, ctx.actor, input.on)),
})
