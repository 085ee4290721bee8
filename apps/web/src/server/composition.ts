import {
  contextVariables,
  sayLimitsOf,
  createLogger,
  limitVariables,
  mailVariables,
  readEnvironment,
  refusesSandboxBesideRealKeys,
  sandboxRefusal,
  sandboxVariables,
} from '@switchboard/config'
import type { SystemInfo } from '@switchboard/api'
import type { Context } from '@switchboard/core/context'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { createInboundGate } from '@switchboard/core/inbound/inbound-gate'
import { createWebhookReceiver } from '@switchboard/core/inbound/receive-webhook'
import { createWebhookCredentials } from '@switchboard/core/inbound/webhook-credentials'
import { createWebhookApps } from '@switchboard/core/provider-apps/webhook-apps'
import { systemClock } from '@switchboard/core/system-clock'
import { openDatabase } from '@switchboard/db'
import { openInboundLedger } from '@switchboard/db/inbound-ledger'
import { createModel, offlineModel } from '@switchboard/models'
import { createProviders } from '@switchboard/providers/registry'
import { mailServerChannel } from '@switchboard/providers/smtp/channel'

const variablesSchema = contextVariables
  .extend(mailVariables.shape)
  .extend(sandboxVariables.shape)
  .extend(limitVariables.shape)
  .refine(refusesSandboxBesideRealKeys, sandboxRefusal)

export type Composition = {
  ctx: Context
  variables: ReturnType<typeof readVariables>
  system: SystemInfo
  receiveWebhook: (request: Request, address: string) => Promise<Response>
  /** Writes what is only remembered yet, and lets go of the database. */
  close: () => Promise<void>
}

const readVariables = () => readEnvironment(variablesSchema)

function compose(): Composition {
  const variables = readVariables()
  const base: Context = {
    db: openDatabase(variables.DATABASE_URL, { answerTimeoutMs: 30_000 }),
    providers: createProviders(variables, systemClock),
    model: createModel(variables, systemClock),
    offlineModel: offlineModel(),
    cipher: createTokenCipher(variables.ENCRYPTION_KEYS),
    clock: systemClock,
    ...mailServerOf(variables),
    logger: createLogger('web', variables.LOG_LEVEL),
    publicUrl: new URL(variables.PUBLIC_URL),
    switchesDefault: variables.SWITCHES_DEFAULT === 'on',
    undoWindowMs: variables.UNDO_WINDOW_MS,
    sayLimits: sayLimitsOf(variables),
    keepRunsDays: variables.RUN_RETENTION_DAYS,
    channelRestMs: variables.CHANNEL_REST_MS,
  }
  const webhookApps = createWebhookApps(base)
  const ctx = { ...base, webhookApps }
  const ledger = openInboundLedger(variables.DATABASE_URL)
  const gate = createInboundGate(ctx)
  return {
    ctx,
    variables,
    receiveWebhook: createWebhookReceiver(ctx, ledger, {
      credentials: createWebhookCredentials(ctx),
      apps: webhookApps,
      gate,
    }),
    async close() {
      await ledger.close()
      await gate.close()
      await ctx.db.$disconnect()
    },
    system: {
      gatewayUrl: variables.GATEWAY_URL,
      sandbox: variables.SANDBOX_URL
        ? {
            url: variables.SANDBOX_URL,
            simulated: ['Gmail', 'Google Calendar', 'Slack', 'Telegram', 'Notion', 'Google sign-in', 'outgoing mail'],
          }
        : null,
    },
  }
}

/** Pages tell whether people can be reached by it. */
const mailServerOf = ({
  SMTP_URL: smtpUrl,
  MAIL_FROM: from,
  PUBLIC_URL: publicUrl,
}: ReturnType<typeof readVariables>) =>
  smtpUrl ? { mailServer: mailServerChannel({ smtpUrl, from, publicUrl, clock: systemClock }) } : {}

declare global {
  // Next builds route handlers and pages into separate bundles, and reloads both while developing: one process, one composition.
  var switchboardComposition: Composition | undefined
}

/** Everything the web process is made of. Throws EnvironmentError with all faults of the configuration. */
export const composition = (): Composition => (globalThis.switchboardComposition ??= compose())
