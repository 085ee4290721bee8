import { contextVariables, createLogger, mailVariables, readEnvironment, sayLimitsOf } from '@switchboard/config'
import type { Context } from '@switchboard/core/context'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { systemClock } from '@switchboard/core/system-clock'
import { openDatabase } from '@switchboard/db'
import { createAgentModel, createModel, offlineModel, readDate } from '@switchboard/models'
import { createProviders } from '@switchboard/providers/registry'
import { mailServerChannel } from '@switchboard/providers/smtp/channel'

const variablesSchema = contextVariables.extend(mailVariables.shape)

/** Everything the worker is made of. Throws EnvironmentError with all faults of the configuration. */
export function compose(): { ctx: Context; databaseUrl: string } {
  const variables = readEnvironment(variablesSchema)
  const agentModel = createAgentModel(variables, systemClock)
  return {
    databaseUrl: variables.DATABASE_URL,
    ctx: {
      db: openDatabase(variables.DATABASE_URL, { poolSize: 12, answerTimeoutMs: 120_000 }),
      providers: createProviders(variables, systemClock),
      model: createModel(variables, systemClock),
      offlineModel: offlineModel(),
      ...(agentModel ? { agentModel } : {}),
      readDate,
      cipher: createTokenCipher(variables.ENCRYPTION_KEYS),
      clock: systemClock,
      ...(variables.SMTP_URL
        ? {
            mailServer: mailServerChannel({
              smtpUrl: variables.SMTP_URL,
              from: variables.MAIL_FROM,
              publicUrl: variables.PUBLIC_URL,
              clock: systemClock,
            }),
          }
        : {}),
      logger: createLogger('worker', variables.LOG_LEVEL),
      publicUrl: new URL(variables.PUBLIC_URL),
      switchesDefault: variables.SWITCHES_DEFAULT === 'on',
      undoWindowMs: variables.UNDO_WINDOW_MS,
      sayLimits: sayLimitsOf(variables),
      keepRunsDays: variables.RUN_RETENTION_DAYS,
      channelRestMs: variables.CHANNEL_REST_MS,
    },
  }
}
