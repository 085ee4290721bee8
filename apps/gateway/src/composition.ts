import {
  contextVariables,
  createLogger,
  limitVariables,
  portVariables,
  readEnvironment,
  refusesSandboxBesideRealKeys,
  sandboxRefusal,
  sandboxVariables,
  sayLimitsOf,
} from '@switchboard/config'
import type { Context } from '@switchboard/core/context'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { systemClock } from '@switchboard/core/system-clock'
import { openDatabase } from '@switchboard/db'
import { createModel, offlineModel } from '@switchboard/models'
import { createProviders } from '@switchboard/providers/registry'

const variablesSchema = contextVariables
  .extend(portVariables.shape)
  .extend(sandboxVariables.shape)
  .extend(limitVariables.shape)
  .refine(refusesSandboxBesideRealKeys, sandboxRefusal)

/** Everything the gateway is made of. Throws EnvironmentError with all faults of the configuration. */
export function compose() {
  const variables = readEnvironment(variablesSchema)
  const ctx: Context = {
    db: openDatabase(variables.DATABASE_URL, { poolSize: 5, answerTimeoutMs: 30_000 }),
    providers: createProviders(variables, systemClock),
    model: createModel(variables, systemClock),
    offlineModel: offlineModel(),
    cipher: createTokenCipher(variables.ENCRYPTION_KEYS),
    clock: systemClock,
    logger: createLogger('gateway', variables.LOG_LEVEL),
    publicUrl: new URL(variables.PUBLIC_URL),
    switchesDefault: variables.SWITCHES_DEFAULT === 'on',
    undoWindowMs: variables.UNDO_WINDOW_MS,
    sayLimits: sayLimitsOf(variables),
    keepRunsDays: variables.RUN_RETENTION_DAYS,
    channelRestMs: variables.CHANNEL_REST_MS,
  }
  return { ctx, variables }
}
