import proxyAddr from 'proxy-addr'
import { z } from 'zod'
import { isLoopback } from './profiles'

/** Parts of the environment, one per concern. `.env.example` explains each variable to operators. */

const httpUrl = z.url({ protocol: /^https?$/, error: 'give a full address such as https://switchboard.example.com' })
const port = z.coerce.number({ error: 'give a port number' }).int().min(1).max(65_535)

export const runVariables = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  /** The profile has a default. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']),
})

/** What only the launcher reads. */
export const launcherVariables = z.object({
  /** Whether a loaded worker waits to go on when the working one dies. Where several run on one database, each is the others' spare. */
  SPARE_WORKER: z.enum(['on', 'off'], 'give on or off').default('on'),
})

export const databaseVariables = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'give a PostgreSQL address: postgresql://user:password@host:5432/name'),
})

export const portVariables = z.object({
  PORT: port.default(3000),
  GATEWAY_PORT: port.default(3001),
  SANDBOX_PORT: port.default(3002),
})

/** Addresses that browsers and providers see. */
export const addressVariables = z.object({
  PUBLIC_URL: httpUrl.default('http://localhost:3000'),
  GATEWAY_URL: httpUrl.default('http://localhost:3001'),
})

export const secretVariables = z.object({
  /** `id1:base64,id2:base64`, 32 bytes each; the first encrypts, all decrypt. */
  ENCRYPTION_KEYS: z
    .string()
    .regex(
      /^[\w-]+:[A-Za-z0-9+/]{43}=(,[\w-]+:[A-Za-z0-9+/]{43}=)*$/,
      'give one or more keys as id:base64 of 32 bytes, separated by commas',
    ),
  SESSION_SECRET: z.string().min(32, 'give at least 32 random characters'),
})

export const googleVariables = z.object({
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  /** The OAuth issuer; its discovery document names the endpoints. */
  GOOGLE_OAUTH_URL: httpUrl.default('https://accounts.google.com'),
  /** Scheme and host that replace googleapis' own; a path is not possible. */
  GOOGLE_API_URL: httpUrl.optional(),
  /** Where people read their mail: links to mails lead there. */
  GMAIL_WEB_URL: httpUrl.default('https://mail.google.com'),
  /** Quota units of one connection in one process; Google allows a user 15,000 a minute, 5 for each mail that is read. */
  GMAIL_UNITS_PER_SECOND: z.coerce.number().int().min(5).max(1_000_000).default(250),
  /** Where Gmail publishes what changes: `projects/PROJECT/topics/TOPIC`. Without it, mail is only asked for. */
  GMAIL_PUSH_TOPIC: z
    .string()
    .regex(/^projects\/[^/]+\/topics\/[^/]+$/, 'give the topic’s whole name: projects/PROJECT/topics/TOPIC')
    .optional(),
  /** The account in whose name Pub/Sub signs its calls. */
  GMAIL_PUSH_SERVICE_ACCOUNT: z.email('give the service account’s address').optional(),
  /** What Pub/Sub's subscription names as audience, when it is not the address that is pushed to. */
  GMAIL_PUSH_AUDIENCE: z.string().optional(),
})

/** Where connections lead that people name themselves, such as a mail server. */
export const outboundVariables = z.object({
  /** Whether they may lead to this machine or another private network. The profile has a default. */
  PRIVATE_ADDRESSES: z.enum(['allowed', 'refused'], 'give allowed or refused'),
})

export const slackVariables = z.object({
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: z.string().optional(),
  /** Proves that a webhook call is Slack's. */
  SLACK_SIGNING_SECRET: z.string().optional(),
  /** Where Slack's Web API answers. */
  SLACK_API_URL: httpUrl.default('https://slack.com/api/'),
})

export const telegramVariables = z.object({
  /** Telegram's own Bot API, or a server that the operator runs. */
  TELEGRAM_API_URL: httpUrl.default('https://api.telegram.org'),
})

export const notionVariables = z.object({
  NOTION_CLIENT_ID: z.string().optional(),
  NOTION_CLIENT_SECRET: z.string().optional(),
  /** The verification token of the subscription to Notion's webhooks; without it Notion is asked by polling alone. */
  NOTION_WEBHOOK_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{8,200}$/, 'give the verification token as Notion has sent it')
    .optional(),
  /** What stands before `/v1` in Notion's addresses. */
  NOTION_API_URL: httpUrl.default('https://api.notion.com'),
  /** Of one connection in one process; Notion allows three on average. */
  NOTION_REQUESTS_PER_SECOND: z.coerce.number().int().min(1).max(1_000).default(3),
})

export const modelVariables = z.object({
  /** `auto`: OpenAI when a key is set, else offline. */
  GENERATOR: z.enum(['auto', 'openai', 'offline']).default('auto'),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: httpUrl.default('https://api.openai.com/v1'),
  OPENAI_MODEL: z.string().default('gpt-4.1-mini'),
  /** US dollars per million tokens; for models whose price is not known to us. */
  OPENAI_INPUT_PRICE: z.coerce.number().min(0).optional(),
  OPENAI_OUTPUT_PRICE: z.coerce.number().min(0).optional(),
})

/** Sign-in by e-mail link and outgoing mail. */
export const mailVariables = z.object({
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'give an SMTP address: smtp://user:password@host:587')
    .optional(),
  MAIL_FROM: z.string().default('Switchboard <switchboard@localhost>'),
})

/** Address of the local stand-ins; set by the launcher when no real key is configured. */
export const sandboxVariables = z.object({ SANDBOX_URL: httpUrl.optional() })

const publicBesideSandbox = 'the sandbox runs on this machine only; a public address needs real keys'

/** What the sandbox process needs. It refuses to run beside a real provider key or a public address. */
export const sandboxServerVariables = z.object({
  SANDBOX_SMTP_PORT: port.default(3003),
  SANDBOX_DATA_DIR: z.string().optional(),
  /** Exported mail, an mbox file or a folder, instead of the seed. */
  SANDBOX_MAILBOX: z.string().optional(),
  PUBLIC_URL: addressVariables.shape.PUBLIC_URL.refine(isLoopback, publicBesideSandbox),
  GATEWAY_URL: addressVariables.shape.GATEWAY_URL.refine(isLoopback, publicBesideSandbox),
  GOOGLE_CLIENT_ID: z.string().startsWith('sandbox', 'the sandbox does not run beside a real key').optional(),
  SLACK_CLIENT_ID: z.string().startsWith('sandbox', 'the sandbox does not run beside a real key').optional(),
  NOTION_CLIENT_ID: z.string().startsWith('sandbox', 'the sandbox does not run beside a real key').optional(),
  OPENAI_API_KEY: z.string().startsWith('sandbox', 'the sandbox does not run beside a real key').optional(),
})

const besideSandboxSchema = z.object({
  ...sandboxVariables.shape,
  ...addressVariables.shape,
  GOOGLE_CLIENT_ID: googleVariables.shape.GOOGLE_CLIENT_ID,
  SLACK_CLIENT_ID: slackVariables.shape.SLACK_CLIENT_ID,
  NOTION_CLIENT_ID: notionVariables.shape.NOTION_CLIENT_ID,
  OPENAI_API_KEY: modelVariables.shape.OPENAI_API_KEY,
})

/** For processes that may be told of a sandbox: the same refusal, so that its sign-in can never be on in production. */
export const refusesSandboxBesideRealKeys = (variables: z.infer<typeof besideSandboxSchema>): boolean =>
  !variables.SANDBOX_URL ||
  ([variables.SANDBOX_URL, variables.PUBLIC_URL, variables.GATEWAY_URL].every(isLoopback) &&
    [variables.GOOGLE_CLIENT_ID, variables.SLACK_CLIENT_ID, variables.NOTION_CLIENT_ID, variables.OPENAI_API_KEY].every(
      (key) => !key || key.startsWith('sandbox'),
    ))

/** How `refine` words the refusal: told together with the faults of other variables, unless one of its own is at fault. */
export const sandboxRefusal = {
  error: 'SANDBOX_URL is set together with a real provider key or a public address. Remove one of them.',
  when: ({ value }: { value: unknown }) => besideSandboxSchema.safeParse(value).success,
}

const windowFault = 'give milliseconds from 0 to 60000'
const daysFault = 'give whole days from 1 to 3650'

/** What holds for a team until its admins set their own. */
export const teamDefaultVariables = z.object({
  /** How long a decision can be undone, in milliseconds; write-backs wait for it. Shorter in journeys over several processes. */
  UNDO_WINDOW_MS: z.coerce
    .number({ error: windowFault })
    .int(windowFault)
    .min(0, windowFault)
    .max(60_000, windowFault)
    .default(10_000),
  /** Whether integrations, and webhooks to customers, are on until the first admin has said so. The profile has a default. */
  SWITCHES_DEFAULT: z.enum(['on', 'off'], 'give on or off'),
  /** How long the log of syncs is kept, in days. */
  RUN_RETENTION_DAYS: z.coerce
    .number({ error: daysFault })
    .int(daysFault)
    .min(1, daysFault)
    .max(3_650, daysFault)
    .default(30),
})

const perMinute = (usual: number) => {
  const fault = 'give whole messages a minute, from 1 to 10000'
  return z.coerce.number({ error: fault }).int(fault).min(1, fault).max(10_000, fault).default(usual)
}

/** How many messages members may write to agents in a minute: one person, in one conversation, by one kind of channel. */
export const sayVariables = z.object({
  SAY_PER_MINUTE_PERSON: perMinute(30),
  SAY_PER_MINUTE_CONVERSATION: perMinute(10),
  SAY_PER_MINUTE_CHANNEL: perMinute(20),
})

export const sayLimitsOf = (variables: z.infer<typeof sayVariables>) => ({
  person: variables.SAY_PER_MINUTE_PERSON,
  conversation: variables.SAY_PER_MINUTE_CONVERSATION,
  channel: variables.SAY_PER_MINUTE_CHANNEL,
})

const restFault = 'give milliseconds from 1000 to 900000'

export const channelVariables = z.object({
  /** How long a channel that fails rests before it is tried again, in milliseconds. Shorter in journeys over several processes. */
  CHANNEL_REST_MS: z.coerce
    .number({ error: restFault })
    .int(restFault)
    .min(1_000, restFault)
    .max(900_000, restFault)
    .default(30_000),
})

/** What web, gateway and worker build their context of. */
export const contextVariables = runVariables
  .extend(databaseVariables.shape)
  .extend(addressVariables.shape)
  .extend(sayVariables.shape)
  .extend(secretVariables.shape)
  .extend(googleVariables.shape)
  .extend(slackVariables.shape)
  .extend(notionVariables.shape)
  .extend(modelVariables.shape)
  .extend(outboundVariables.shape)
  .extend(teamDefaultVariables.shape)
  .extend(channelVariables.shape)
  .extend(telegramVariables.shape)

const limit = z.coerce.number({ error: 'give a whole number' }).int().min(1).max(1_000_000)
const proxiesFault = 'give addresses or networks such as 10.0.0.0/8, or loopback or uniquelocal, separated by commas'

/** Whom to believe about where a request comes from, and how much one caller may ask for in a minute. */
export const limitVariables = z.object({
  /** Read as the answer to 'is this address one of our proxies?'. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list, check) => {
      try {
        return proxyAddr.compile(list.split(',').flatMap((part) => part.trim() || []))
      } catch {
        check.addIssue(proxiesFault)
        return z.NEVER
      }
    }),
  /** Calls of one signed-in person. */
  LIMIT_CALLS: limit.default(12_000),
  /** Requests of one address: pages, health, live updates, calls without a session; each kind is counted apart. */
  LIMIT_REQUESTS: limit.default(6_000),
  /** Requests of one address that have to do with signing in. */
  LIMIT_SIGN_INS: limit.default(300),
  /** Connections to providers that one person starts or ends. */
  LIMIT_CONNECTS: limit.default(60),
})
