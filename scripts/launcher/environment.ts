import path from 'node:path'
import type { z } from 'zod'
import {
  addressVariables,
  databaseVariables,
  googleVariables,
  limitVariables,
  mailVariables,
  modelVariables,
  outboundVariables,
  notionVariables,
  portVariables,
  runVariables,
  sandboxServerVariables,
  sandboxVariables,
  secretVariables,
  slackVariables,
  teamDefaultVariables,
  telegramVariables,
} from '@switchboard/config'
import type { Options } from './options'
import type { Secrets } from './secrets'

export type ProcessName = 'web' | 'gateway' | 'worker' | 'sandbox'

const namesIn = (...schemas: z.ZodObject[]) => schemas.flatMap((schema) => Object.keys(schema.shape))

/** What each process reads, as its composition declares it. Nothing else of ours reaches it. */
const needs: Record<ProcessName, string[]> = {
  web: [
    ...namesIn(runVariables, databaseVariables, addressVariables, secretVariables, googleVariables),
    ...namesIn(
      slackVariables,
      notionVariables,
      modelVariables,
      mailVariables,
      sandboxVariables,
      teamDefaultVariables,
      limitVariables,
    ),
    ...namesIn(outboundVariables, telegramVariables),
  ],
  gateway: [
    ...namesIn(runVariables, databaseVariables, portVariables, addressVariables, secretVariables),
    ...namesIn(
      googleVariables,
      slackVariables,
      notionVariables,
      modelVariables,
      sandboxVariables,
      teamDefaultVariables,
      limitVariables,
    ),
    ...namesIn(outboundVariables, telegramVariables),
  ],
  worker: [
    ...namesIn(runVariables, databaseVariables, addressVariables, secretVariables),
    ...namesIn(
      googleVariables,
      slackVariables,
      notionVariables,
      modelVariables,
      mailVariables,
      teamDefaultVariables,
      outboundVariables,
    ),
    ...namesIn(telegramVariables),
  ],
  sandbox: namesIn(runVariables, portVariables, addressVariables, sandboxServerVariables),
}

/** What every program expects of the machine it runs on. */
const machine = [
  'PATH',
  'HOME',
  'USER',
  'SHELL',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TERM',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'NODE_OPTIONS',
  'MALLOC_ARENA_MAX',
]

type Environment = Record<string, string | undefined>

/** The machine's own variables, for tools that know nothing of the product. */
export const toolEnvironment = (source: Environment): Record<string, string> => ({
  ...pick(source, machine),
  NEXT_TELEMETRY_DISABLED: '1',
  TURBO_TELEMETRY_DISABLED: '1',
})

/** Everything that is known, from which each process gets its part. */
export function wholeEnvironment(options: Options, secrets: Secrets, databaseUrl: string): Environment {
  return {
    ENCRYPTION_KEYS: secrets.encryptionKeys,
    SESSION_SECRET: secrets.sessionSecret,
    ...options.environment,
    ...(options.sandbox ? sandboxEnvironment(options) : {}),
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: options.publicUrl,
  }
}

/** The providers' addresses become the stand-ins'. */
function sandboxEnvironment({ ports, dataDir, mailbox, hasMailServer, environment }: Options): Environment {
  const url = `http://localhost:${ports.sandbox}`
  return {
    SANDBOX_URL: url,
    GOOGLE_CLIENT_ID: 'sandbox-client',
    GOOGLE_CLIENT_SECRET: 'sandbox-secret',
    GOOGLE_OAUTH_URL: `${url}/google`,
    GOOGLE_API_URL: url,
    GMAIL_WEB_URL: url,
    GMAIL_UNITS_PER_SECOND: '100000',
    GMAIL_PUSH_TOPIC: 'projects/sandbox/topics/gmail',
    GMAIL_PUSH_SERVICE_ACCOUNT: 'pubsub@sandbox.iam.gserviceaccount.com',
    // Nobody but this machine reaches it, so nobody else could look around in its network through it.
    PRIVATE_ADDRESSES: environment.PRIVATE_ADDRESSES ?? 'allowed',
    // To be tried at once.
    SWITCHES_DEFAULT: environment.SWITCHES_DEFAULT ?? 'on',
    SLACK_CLIENT_ID: 'sandbox-slack',
    SLACK_CLIENT_SECRET: 'sandbox-secret',
    SLACK_SIGNING_SECRET: 'sandbox-signing-secret',
    SLACK_API_URL: `${url}/slack/api/`,
    TELEGRAM_API_URL: `${url}/bot-api`,
    NOTION_CLIENT_ID: 'sandbox-notion',
    NOTION_CLIENT_SECRET: 'sandbox-notion-secret',
    NOTION_API_URL: `${url}/notion`,
    NOTION_WEBHOOK_TOKEN: 'secret_sandbox-notion-webhooks',
    NOTION_REQUESTS_PER_SECOND: '100',
    SANDBOX_DATA_DIR: path.join(dataDir, 'sandbox'),
    ...(mailbox ? { SANDBOX_MAILBOX: mailbox } : {}),
    ...(hasMailServer ? {} : { SMTP_URL: `smtp://127.0.0.1:${ports.smtp}` }),
  }
}

export const environmentOf = (name: ProcessName, whole: Environment): Record<string, string> => ({
  // Every thread of Node would keep memory of its own that it has freed.
  MALLOC_ARENA_MAX: '2',
  ...toolEnvironment(whole),
  ...pick(whole, needs[name]),
})

function pick(source: Environment, names: string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const value = source[name]
    if (value !== undefined && value !== '') picked[name] = value
  }
  return picked
}
