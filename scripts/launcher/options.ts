import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import {
  addressVariables,
  databaseVariables,
  EnvironmentError,
  googleVariables,
  launcherVariables,
  mailVariables,
  modelVariables,
  outboundVariables,
  notionVariables,
  portVariables,
  readEnvironment,
  refusesSandboxBesideRealKeys,
  runVariables,
  sandboxServerVariables,
  secretVariables,
  slackVariables,
  teamDefaultVariables,
} from '@switchboard/config'
import { Fault } from './fault'

const variablesSchema = runVariables
  .extend(portVariables.shape)
  .extend(addressVariables.shape)
  .extend(googleVariables.shape)
  .extend(slackVariables.shape)
  .extend(notionVariables.shape)
  .extend(modelVariables.shape)
  .extend(outboundVariables.shape)
  .extend(mailVariables.shape)
  .extend(teamDefaultVariables.shape)
  .extend(databaseVariables.partial().shape)
  .extend(secretVariables.partial().shape)
  .extend(launcherVariables.shape)
  .extend({
    DATA_DIR: z.string().default('.data'),
    SANDBOX_PORT: portVariables.shape.SANDBOX_PORT,
    SANDBOX_SMTP_PORT: sandboxServerVariables.shape.SANDBOX_SMTP_PORT,
    SANDBOX_MAILBOX: z.string().optional(),
  })

const nobodyCanSignIn =
  'The sandbox is off, and neither GOOGLE_CLIENT_ID nor SMTP_URL is set: nobody can sign in. See .env.example.'

const takenByNpm =
  'npm has taken --mailbox for a setting of its own. Put -- before --mailbox: npm start -- --mailbox FILE.mbox or FOLDER.'

type Environment = Record<string, string | undefined>

export type Options = {
  dev: boolean
  verbose: boolean
  /** Whether to start although the database holds secrets of keys that are not here. */
  keysLost: boolean
  /** Absolute. */
  dataDir: string
  /** Null: the embedded database. */
  databaseUrl: string | null
  ports: { web: number; gateway: number; sandbox: number; smtp: number }
  publicUrl: string
  /** Whether local stand-ins take the place of the providers. */
  sandbox: boolean
  /** Absolute path of exported mail for the sandbox. */
  mailbox: string | null
  hasMailServer: boolean
  /** Whether a second worker process waits to go on when the first dies. */
  spareWorker: boolean
  /** Sentences for the operator about a configuration that works, but hardly as meant. */
  warnings: string[]
  /** What the operator has set, with the defaults that depend on each other filled in. */
  environment: Environment
}

export type OptionsSource = {
  args: string[]
  environment: Environment
  /** The repository; a relative DATA_DIR starts here. */
  root: string
  /** Where the command was typed; a relative --mailbox starts here. */
  workingDir: string
}

/** Reads flags and variables. Throws a Fault that says which one is wrong. */
export function readOptions({ args, environment, root, workingDir }: OptionsSource): Options {
  if (environment.npm_config_mailbox !== undefined) throw new Fault(takenByNpm)
  const flags = readFlags(args)
  const filled = { ...withAddresses(environment), NODE_ENV: flags.dev ? 'development' : 'production' }
  const variables = readVariables(filled)
  const sandbox = refusesSandboxBesideRealKeys({ ...variables, SANDBOX_URL: 'http://localhost' })
  const source = flags.mailbox ?? variables.SANDBOX_MAILBOX
  const mailbox = source ? path.resolve(workingDir, source) : null
  if (mailbox && !sandbox) {
    throw new Fault(
      '--mailbox loads mail into the sandbox, which is off as soon as a real key or a public address is set.',
    )
  }
  if (mailbox && !existsSync(mailbox)) throw new Fault(`There is no exported mail at ${mailbox}.`)
  const ports = {
    web: variables.PORT,
    gateway: variables.GATEWAY_PORT,
    sandbox: variables.SANDBOX_PORT,
    smtp: variables.SANDBOX_SMTP_PORT,
  }
  checkDistinct(sandbox ? Object.values(ports) : [ports.web, ports.gateway])
  return {
    dev: flags.dev,
    verbose: flags.verbose,
    keysLost: flags.keysLost,
    dataDir: path.resolve(root, variables.DATA_DIR),
    databaseUrl: variables.DATABASE_URL ?? null,
    ports,
    publicUrl: variables.PUBLIC_URL,
    sandbox,
    mailbox,
    hasMailServer: variables.SMTP_URL !== undefined,
    spareWorker: variables.SPARE_WORKER === 'on',
    warnings: sandbox || variables.GOOGLE_CLIENT_ID || variables.SMTP_URL ? [] : [nobodyCanSignIn],
    environment: filled,
  }
}

type Flags = { dev: boolean; verbose: boolean; keysLost: boolean; mailbox: string | undefined }

function readFlags(args: string[]): Flags {
  try {
    const { values } = parseArgs({
      args,
      options: {
        dev: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        'keys-lost': { type: 'boolean', default: false },
        mailbox: { type: 'string' },
      },
    })
    return { dev: values.dev, verbose: values.verbose, keysLost: values['keys-lost'], mailbox: values.mailbox }
  } catch (error) {
    const wrong = error instanceof Error ? (/'([^']+)'/.exec(error.message)?.[1] ?? '') : ''
    if (wrong.startsWith('--mailbox'))
      throw new Fault('--mailbox needs a path: --mailbox FILE.mbox or --mailbox FOLDER.', { cause: error })
    throw new Fault(
      `'${wrong}' is not known here. There are --dev, --verbose, --keys-lost and --mailbox FILE.mbox|FOLDER.`,
      {
        cause: error,
      },
    )
  }
}

/** The addresses follow the ports until the operator names them. */
function withAddresses(environment: Environment): Environment {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  return {
    PUBLIC_URL: `http://localhost:${set.PORT ?? 3000}`,
    GATEWAY_URL: `http://localhost:${set.GATEWAY_PORT ?? 3001}`,
    ...set,
  }
}

function readVariables(environment: Environment): z.infer<typeof variablesSchema> {
  const set = (name: string) => environment[name] !== undefined
  // A wrong port is told once, not again as a wrong address made from it.
  const ports = portVariables.partial().safeParse(environment)
  const source = ports.success ? environment : { ...environment, PUBLIC_URL: undefined, GATEWAY_URL: undefined }
  try {
    const variables = readEnvironment(variablesSchema, source)
    const halves = ['GOOGLE', 'NOTION']
      .map((service) => [`${service}_CLIENT_ID`, `${service}_CLIENT_SECRET`] as const)
      .filter(([id, secret]) => set(id) !== set(secret))
    if (halves.length > 0)
      throw new EnvironmentError(halves.map((pair) => `${pair.join(' and ')} belong together: set both or none.`))
    const slack = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET']
    if (slack.some(set) && !slack.every(set)) {
      throw new EnvironmentError([`${slack.slice(0, 2).join(', ')} and ${slack[2]} belong together: set all or none.`])
    }
    return variables
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    throw new Fault(error.faults.length === 1 ? `The configuration has a fault: ${error.faults[0]}` : error.message, {
      cause: error,
    })
  }
}

function checkDistinct(ports: number[]): void {
  const twice = ports.find((port, index) => ports.indexOf(port) !== index)
  if (twice)
    throw new Fault(
      `The port ${twice} is given to two processes. Choose different ones with PORT, GATEWAY_PORT, SANDBOX_PORT and SANDBOX_SMTP_PORT.`,
    )
}
