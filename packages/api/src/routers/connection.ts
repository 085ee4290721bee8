import { z } from 'zod'
import { checkConnection } from '@switchboard/core/connections/check-connection'
import { connectByForm, getConnectForm } from '@switchboard/core/connections/connect-by-form'
import { disconnectConnection } from '@switchboard/core/connections/disconnect-connection'
import { dismissGap } from '@switchboard/core/connections/dismiss-gap'
import { pauseConnection, resumeConnection } from '@switchboard/core/connections/pause-connection'
import { getConnection, listAvailableProviders, listConnections } from '@switchboard/core/connections/read-connections'
import { startConnect } from '@switchboard/core/connections/start-connect'
import { updateConnectionSettings } from '@switchboard/core/connections/update-connection-settings'
import { listSyncRuns } from '@switchboard/core/sync/list-sync-runs'
import { requestSync, requestSyncAll, stopSync } from '@switchboard/core/sync/request-sync'
import { readTestItem } from '@switchboard/core/test-items/read-test-item'
import { removeTestItem } from '@switchboard/core/test-items/remove-test-item'
import { startTestItem } from '@switchboard/core/test-items/send-test-item'
import { idInput } from '../schemas/common'
import {
  availableProviderSchema,
  connectByFormInput,
  connectFormSchema,
  connectInput,
  connectionDetailSchema,
  connectionListSchema,
  gapInput,
  runListInput,
  runListSchema,
  settingsInput,
  testItemInput,
  testItemSchema,
} from '../schemas/connection'
import { answers, memberProcedure, router } from '../trpc'

export const connectionRouter = router({
  list: memberProcedure.output(answers(connectionListSchema)).query(({ ctx }) => listConnections(ctx.core, ctx.actor)),

  get: memberProcedure
    .input(idInput)
    .output(answers(connectionDetailSchema))
    .query(({ ctx, input }) => getConnection(ctx.core, ctx.actor, input.id)),

  available: memberProcedure
    .output(answers(z.object({ items: z.array(availableProviderSchema) })))
    .query(({ ctx }) => listAvailableProviders(ctx.core, ctx.actor)),

  /** Where the browser goes to connect: to the provider, which sends it back to the callback route, or to a form of ours. */
  connect: memberProcedure
    .input(connectInput)
    .output(answers(z.object({ url: z.url() })))
    .mutation(({ ctx, input }) => startConnect(ctx.core, ctx.actor, input)),

  connectForm: memberProcedure
    .input(connectInput)
    .output(connectFormSchema)
    .query(({ ctx, input }) => getConnectForm(ctx.core, ctx.actor, input)),

  /** Connects with what was filled in; secrets go in and never come out. */
  connectByForm: memberProcedure
    .input(connectByFormInput)
    .output(z.object({ connectionId: z.uuid(), created: z.boolean() }))
    .mutation(({ ctx, input }) => connectByForm(ctx.core, ctx.actor, input)),

  updateSettings: memberProcedure
    .input(settingsInput)
    .output(answers(connectionDetailSchema))
    .mutation(({ ctx, input }) => updateConnectionSettings(ctx.core, ctx.actor, input)),

  pause: memberProcedure
    .input(idInput)
    .output(answers(connectionDetailSchema))
    .mutation(({ ctx, input }) => pauseConnection(ctx.core, ctx.actor, input.id)),

  resume: memberProcedure
    .input(idInput)
    .output(answers(connectionDetailSchema))
    .mutation(({ ctx, input }) => resumeConnection(ctx.core, ctx.actor, input.id)),

  /** Calls the provider now and records what it answered. */
  check: memberProcedure
    .input(idInput)
    .output(answers(connectionDetailSchema))
    .mutation(({ ctx, input }) => checkConnection(ctx.core, ctx.actor, input.id)),

  /** Somebody has seen to what was not covered; it is not shown again. */
  dismissGap: memberProcedure
    .input(gapInput)
    .output(answers(connectionDetailSchema))
    .mutation(({ ctx, input }) => dismissGap(ctx.core, ctx.actor, input)),

  /** Revokes at the provider, deletes the secrets, keeps the history. */
  disconnect: memberProcedure
    .input(idInput)
    .output(answers(connectionDetailSchema))
    .mutation(({ ctx, input }) => disconnectConnection(ctx.core, ctx.actor, input.id)),

  syncNow: memberProcedure
    .input(idInput)
    .output(answers(z.object({ queued: z.boolean() })))
    .mutation(({ ctx, input }) => requestSync(ctx.core, ctx.actor, input.id)),

  syncAll: memberProcedure
    .output(answers(z.object({ queued: z.number().int() })))
    .mutation(({ ctx }) => requestSyncAll(ctx.core, ctx.actor)),

  stopSync: memberProcedure
    .input(idInput)
    .output(answers(z.object({ stopped: z.boolean() })))
    .mutation(({ ctx, input }) => stopSync(ctx.core, ctx.actor, input.id)),

  /** Sends an item of our own on the way that the provider's items take. */
  sendTest: memberProcedure
    .input(idInput)
    .output(answers(z.object({ id: z.uuid() })))
    .mutation(({ ctx, input }) => startTestItem(ctx.core, ctx.actor, input.id)),

  test: memberProcedure
    .input(testItemInput)
    .output(answers(testItemSchema))
    .query(({ ctx, input }) => readTestItem(ctx.core, ctx.actor, input)),

  /** Takes it out of the ledger, the feed and the tasks. */
  removeTest: memberProcedure
    .input(testItemInput)
    .output(answers(z.object({ removed: z.literal(true) })))
    .mutation(({ ctx, input }) => removeTestItem(ctx.core, ctx.actor, input)),

  runs: memberProcedure
    .input(runListInput)
    .output(answers(runListSchema))
    .query(({ ctx, input }) => listSyncRuns(ctx.core, ctx.actor, input)),
})
