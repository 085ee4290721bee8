import { testSteps } from '@switchboard/core/test-items/steps'
import { z } from 'zod'
import { freshnessKindSchema } from '@switchboard/core/connections/freshness'
import { pageInput, providerIdSchema, searchInput } from './common'
import { settingGroupSchema } from './settings'

export const connectionStatusSchema = z.enum(['connecting', 'connected', 'paused', 'error', 'disconnected'])

export const syncRunSchema = z.object({
  id: z.uuid(),
  trigger: z.enum(['first', 'schedule', 'manual', 'push', 'resync']),
  state: z.enum(['running', 'done', 'failed', 'stopped']),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
  expected: z.number().int().nullable(),
  fetched: z.number().int(),
  created: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
  suggested: z.number().int(),
  autoApproved: z.number().int(),
  apiCalls: z.number().int(),
  quotaUnits: z.number().int(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  gapFrom: z.date().nullable(),
  gapTo: z.date().nullable(),
})

/** How sentences speak of a provider: 'Last mail', 'waiting for Google', what it will ask for, and what a gap lacks. */
const providerWordsSchema = z.object({
  item: z.string(),
  service: z.string(),
  consent: z.string().optional(),
  notCovered: z.string().optional(),
  firstRead: z.string().optional(),
  whenDone: z.string().optional(),
  syncNow: z.string().optional(),
  told: z.string().optional(),
  untold: z.string().optional(),
  mendUntold: z.string().optional(),
})

export const connectionSchema = z.object({
  id: z.uuid(),
  provider: providerIdSchema,
  providerName: z.string(),
  words: providerWordsSchema,
  accountName: z.string(),
  /** The team's own app by which it is connected; null: the operator's. */
  appName: z.string().nullable(),
  /** Null: shared by the team. */
  ownerId: z.uuid().nullable(),
  /** Names of other members of the team who have connected the same account. */
  alsoConnectedBy: z.array(z.string()),
  /** Disconnecting gives the access back, or another connection lives by it, or people gave it by a form and withdraw it themselves. */
  accessAfterDisconnect: z.enum(['ended', 'in_use', 'theirs']),
  status: connectionStatusSchema,
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  lastSyncAt: z.date().nullable(),
  nextSyncAt: z.date().nullable(),
  lastItemAt: z.date().nullable(),
  /** Median time between items of the last 14 days, in minutes; null with too few. */
  usualEveryMinutes: z.number().nullable(),
  /** By when the next item is to be expected: of those of the last 14 days nine of ten came so soon after the one before. */
  expectedBy: z.date().nullable(),
  /** What was not wholly covered, until somebody has seen to it; `url`: where to look through it at the provider. */
  gap: z.object({ from: z.date(), to: z.date(), url: z.url().nullable() }).nullable(),
  /** Purposes whose scope was not granted: 'archive mail when a task is done'. */
  missingScopes: z.array(z.string()),
  /** Fourteen days, oldest first, the last is today in the member's zone. */
  itemsPerDay: z.array(z.object({ day: z.string(), count: z.number().int() })),
  itemsTotal: z.number().int(),
  itemsToday: z.number().int(),
  suggestions: z.number().int(),
  approved: z.number().int(),
  /** The running sync, or the last one. */
  run: syncRunSchema.nullable(),
})

export const connectionListSchema = z.object({ items: z.array(connectionSchema) })

export const connectionDetailSchema = connectionSchema.extend({
  /** The provider's settings as its schema made them. */
  settings: z.record(z.string(), z.unknown()),
  /** Their form, in the order of the page. */
  settingGroups: z.array(settingGroupSchema),
  grantedScopes: z.array(z.string()),
  /** Whether this member manages it: one that the team shares is its admins'. */
  managed: z.boolean(),
  createdAt: z.date(),
  checkedAt: z.date().nullable(),
  /** Whether the provider tells of changes by itself: until when it has promised to, and when it last did. Null: it is only asked. */
  live: z
    .object({
      /** False: it tells without a promise that would have to be renewed. */
      promised: z.boolean(),
      /** Why it cannot tell of changes on this installation. */
      obstacle: z.string().nullable(),
      until: z.date().nullable(),
      /** When the promise is asked for anew. */
      renewsAt: z.date().nullable(),
      refusal: z.string().nullable(),
      lastEventAt: z.date().nullable(),
    })
    .nullable(),
  /**
   * Of an account that is stayed with to hear what is new: since when, or when that is tried again; meanwhile it is looked every so many
   * minutes. Null: it is not listened to.
   */
  listening: z
    .object({ since: z.date().nullable(), retryAt: z.date().nullable(), everyMinutes: z.number().int() })
    .nullable(),
  /** What keeps a working connection from being up to date, or will soon. */
  freshness: z.array(z.object({ kind: freshnessKindSchema, since: z.date() })),
  /** What its settings name and cannot be read any more. */
  outOfReach: z.array(z.string()),
  failedItems: z.number().int(),
  /** Events that wait for the service: how many, and until when and why the next of them. Null: none. */
  waitingEvents: z.object({ count: z.number().int(), until: z.date(), reason: z.string() }).nullable(),
})

export const testItemInput = z.object({ connectionId: z.uuid(), id: z.uuid() })

/** How far a test item has come, stage by stage. */
export const testItemSchema = z.object({
  id: z.uuid(),
  startedAt: z.date(),
  steps: z.array(
    z.object({
      step: z.enum(testSteps),
      state: z.enum(['done', 'failed', 'open', 'skipped']),
      at: z.date().nullable(),
      detail: z.string().nullable(),
    }),
  ),
  isOver: z.boolean(),
  suggestionId: z.uuid().nullable(),
  isGone: z.boolean(),
})

export const settingsInput = z.object({ id: z.uuid(), settings: z.record(z.string(), z.unknown()) })

export const availableProviderSchema = z.object({
  id: providerIdSchema,
  name: z.string(),
  summary: z.string(),
  ownership: z.enum(['personal', 'shared']),
  words: providerWordsSchema,
  /** False: the operator has put in no keys; `missing` names the variables for admins. */
  configured: z.boolean(),
  missing: z.array(z.string()),
  /** How many accounts of it this member already sees. */
  connected: z.number().int(),
  /** Whether this member may register an app of the team's own there. */
  ownApps: z.boolean(),
})

export const connectInput = z.object({
  provider: providerIdSchema,
  /** Set to mend or widen an existing connection. */
  connectionId: z.uuid().nullish(),
  /** Of a new connection: the team's own app that it is granted to, in place of the operator's. */
  appId: z.uuid().nullish(),
})

/** A form of our own by which a provider is connected. */
export const connectFormSchema = z.object({
  name: z.string(),
  guide: z.string(),
  groups: z.array(settingGroupSchema),
  values: z.record(z.string(), z.unknown()),
  presets: z
    .object({
      /** The field whose address chooses one by its domain. */
      by: z.string(),
      list: z.array(
        z.object({
          name: z.string(),
          domains: z.array(z.string()),
          values: z.record(z.string(), z.union([z.string(), z.number()])),
          note: z.string(),
          url: z.url().nullable(),
        }),
      ),
    })
    .nullable(),
  accountName: z.string().nullable(),
})

export const connectByFormInput = connectInput.extend({ values: z.record(z.string(), z.unknown()) })

/** `to`: the end of the range that was seen. */
export const gapInput = z.object({ id: z.uuid(), to: z.date() })

export const runListInput = z.object({ id: z.uuid(), ...pageInput.shape })
export const runListSchema = z.object({ items: z.array(syncRunSchema), nextCursor: z.string().nullable() })

export const itemListInput = z.object({
  connectionId: z.uuid(),
  outcome: z.enum(['suggested', 'no_action', 'too_unsure', 'skipped', 'failed']).nullish(),
  search: searchInput.nullish(),
  ...pageInput.shape,
})

export const itemRowSchema = z.object({
  id: z.uuid(),
  title: z.string(),
  senderName: z.string(),
  receivedAt: z.date(),
  state: z.enum(['claimed', 'done', 'failed', 'dead']),
  outcome: z.enum(['suggested', 'no_action', 'too_unsure', 'skipped']).nullable(),
  /** Why there is (no) suggestion. */
  reason: z.string().nullable(),
  confidence: z.number().nullable(),
  suggestionId: z.uuid().nullable(),
  /** The suggestion was made from another item, which asks for the same. */
  sameAs: z.object({ id: z.uuid(), title: z.string() }).nullable(),
})

export const itemListSchema = z.object({ items: z.array(itemRowSchema), nextCursor: z.string().nullable() })

/** Sanitised HTML for a sandboxed frame. `blockedImages`: remote images that wait to be asked for. */
export const itemPreviewSchema = z.object({ html: z.string(), blockedImages: z.number().int() })
