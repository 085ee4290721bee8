import type { Database } from '@switchboard/db'
import type { TokenCipher } from './crypto/token-cipher'
import type { AgentModel } from './ports/agent-model'
import type { Clock } from './ports/clock'
import type { DateReader } from './ports/date-reader'
import type { Logger } from './ports/logger'
import type { MessageChannel } from './ports/message-channel'
import type { Provider, ProviderId } from './ports/provider'
import type { TaskModel } from './ports/task-model'
import type { SayLimits } from './rate-limits/limits'

/** What every flow gets: built once per process by the app's composition.ts, by hand in tests. */
export type Context = {
  db: Database
  providers: ProviderRegistry
  /** The generator as the operator has configured it. */
  model: TaskModel
  /** Judges for teams that keep their mail on this machine. */
  offlineModel: TaskModel
  /** Writes the agents' answers; absent where none is configured, and in processes that answer nobody. */
  agentModel?: AgentModel
  /** Reads dates in what people write to agents; absent in processes that answer nobody. */
  readDate?: DateReader
  cipher: TokenCipher
  clock: Clock
  /** The installation's mail server, which knows no account; absent where none is configured, and in processes that send no mail. */
  mailServer?: MessageChannel
  logger: Logger
  /** What the receiver of this process remembers of the teams' own apps; absent where nothing is received. */
  webhookApps?: { forget(appId: string): void }
  /** Addresses that outsiders see; OAuth redirect URIs are made from it. */
  publicUrl: URL
  /** How switches stand that nobody has set (`SWITCHES_DEFAULT`). */
  switchesDefault: boolean
  /** How long a decision can be taken back, in milliseconds (`UNDO_WINDOW_MS`), where the team has set nothing else. */
  undoWindowMs: number
  /** How much members may say to agents. */
  sayLimits: SayLimits
  /** How long the log of syncs is kept, in days (`RUN_RETENTION_DAYS`), where the team has set nothing else. */
  keepRunsDays: number
  /** How long a channel rests after five failures in a row, in milliseconds (`CHANNEL_REST_MS`); each failed probe doubles it. */
  channelRestMs: number
}

/**
 * Every provider of the product. `provider` is null while the operator has not set the variables named in `missing`, unless teams may
 * register apps of their own: then it works by those alone.
 */
export type ProviderRegistry = Readonly<Partial<Record<ProviderId, ProviderEntry>>>

export type ProviderEntry = Pick<Provider, 'name' | 'summary' | 'ownership' | 'words' | 'settings'> & {
  provider: Provider | null
  missing: string[]
}

/** Who calls: membership is read from the database at every call, never from the session. */
export type Actor = {
  userId: string
  teamId: string
  role: 'owner' | 'admin' | 'member'
}

/** What names a connection in the rows that belong to it. */
export type ConnectionKey = { teamId: string; connectionId: string }
