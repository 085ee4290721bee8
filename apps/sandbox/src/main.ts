import {
  addressVariables,
  createLogger,
  EnvironmentError,
  portVariables,
  readEnvironment,
  runVariables,
  sandboxServerVariables,
} from '@switchboard/config'
import { startSandbox } from './app'

/** The sandbox as a process. It refuses to stand beside a real provider key or a public address. */
async function main(): Promise<void> {
  const variables = readEnvironment(
    runVariables.extend(portVariables.shape).extend(addressVariables.shape).extend(sandboxServerVariables.shape),
  )
  const logger = createLogger('sandbox', variables.LOG_LEVEL)
  const callbacks = [
    '/api/auth/callback/google',
    '/api/auth/callback/sandbox',
    '/api/oauth/slack/callback',
    '/api/oauth/gmail/callback',
    '/api/oauth/google_calendar/callback',
    '/api/oauth/notion/callback',
  ]
  const sandbox = await startSandbox({
    port: variables.SANDBOX_PORT,
    smtpPort: variables.SANDBOX_SMTP_PORT,
    redirectUris: callbacks.map((path) => new URL(path, variables.PUBLIC_URL).href),
    productUrl: new URL(variables.PUBLIC_URL).origin,
    webhooksUrl: variables.GATEWAY_URL,
    dataDir: variables.SANDBOX_DATA_DIR ?? null,
    mailbox: variables.SANDBOX_MAILBOX ?? null,
  })
  logger.info({ url: sandbox.url }, 'sandbox ready')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
  }
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof EnvironmentError || error instanceof Error ? error.message : 'The sandbox could not start.'}\n`,
  )
  process.exit(1)
})
