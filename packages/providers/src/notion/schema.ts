import { z } from 'zod'
import {
  policySetting,
  switchSetting,
  wholeNumberSetting,
  wordsSetting,
} from '@switchboard/core/connections/setting-kinds'
import {
  limitSettings,
  readingSettings,
  settingGroups,
  suggestionSettings,
} from '@switchboard/core/connections/settings'

/** Settings of a Notion connection (requirement A9). */
export const notionSettingsSchema = z.object({
  ...readingSettings,
  lookBackDays: wholeNumberSetting(
    {
      label: 'First sync goes back',
      hint: 'Pages that nobody has edited for longer are not looked at until somebody does.',
      group: settingGroups.reading,
    },
    { min: 1, max: 365, unit: 'days' },
  ).default(30),
  comments: switchSetting({
    label: 'Read comments',
    hint: 'So that a comment that mentions you is noticed. One more request for each page.',
    group: settingGroups.reading,
  }).default(true),
  /** Pages per batch of a run. */
  maxResults: wholeNumberSetting(
    { label: 'Fetch at a time', hint: 'Progress is saved after each batch.', group: settingGroups.reading },
    { min: 1, max: 100, unit: 'pages' },
  ).default(20),
  ...suggestionSettings,
  complete: policySetting({
    label: 'Complete the row',
    hint: 'Sets the status of the row. A page without one stays as it is. Taken back when you open the task again.',
    group: settingGroups.whenDone,
  }).default('auto'),
  doneStatus: wordsSetting(
    {
      label: 'Done is the status',
      hint: 'One that Notion counts as complete; for several tables one each, separated by commas. Empty: the first that there is.',
      group: settingGroups.whenDone,
    },
    { noun: 'status', nouns: 'statuses', most: 20, longest: 100 },
  ).default([]),
  statusProperty: wordsSetting(
    {
      label: 'The status is in',
      hint: 'For tables with several status properties: the name of the one that counts, here and for what is done already. Empty: the first.',
      group: settingGroups.whenDone,
    },
    { noun: 'property', nouns: 'properties', most: 20, longest: 100 },
  ).default([]),
  ...limitSettings,
})

/** What is known of a page that the next run may find again. */
const seenSchema = z.object({
  editedAt: z.string(),
  /** The minute in which it was edited was over when it was read. */
  final: z.boolean(),
  revision: z.string(),
})

/** Where the next batch goes on: pages by their last edit, the newest first, then those in the trash; then what is edited later. */
const checkedSchema = z.record(z.string(), z.number())
export type Checked = z.infer<typeof checkedSchema>

export const notionCursorSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.enum(['pages', 'trash']),
    /** Nothing that was edited before is looked at. */
    from: z.iso.datetime(),
    startedAt: z.iso.datetime(),
    startCursor: z.string().nullable(),
    /** What came while the list was read stands before its beginning: a first, long list is followed by a look at that. */
    again: z.boolean(),
    seen: z.record(z.string(), seenSchema),
    found: z.record(z.string(), seenSchema),
    /** Ids of the pages that were edited last. */
    listed: z.array(z.string()).default([]),
    checked: checkedSchema.default({}),
  }),
  /** All that the search tells was read; what it does not tell is looked for. */
  z.object({
    phase: z.literal('look'),
    startedAt: z.iso.datetime(),
    seen: z.record(z.string(), seenSchema),
    listed: z.array(z.string()),
    checked: checkedSchema,
    /** Ids of the pages that the search has told of. */
    found: z.array(z.string()),
  }),
  z.object({
    phase: z.literal('rest'),
    startedAt: z.iso.datetime(),
    seen: z.record(z.string(), seenSchema),
    /** When pages were last looked at though nothing told of a change, in milliseconds since 1970. */
    checked: checkedSchema.default({}),
  }),
])
export type NotionCursor = z.infer<typeof notionCursorSchema>
export type ListCursor = Extract<NotionCursor, { phase: 'pages' | 'trash' }>
export type LookCursor = Extract<NotionCursor, { phase: 'look' }>
export type Seen = z.infer<typeof seenSchema>

/** What a row's status was before it was completed; null where there was nothing to change. By ids: both may be renamed meanwhile. */
export const inverseSchema = z.object({
  before: z.object({ property: z.string(), option: z.string().nullable() }).nullable(),
})

// ---------------------------------------------------------------- what Notion tells

/** It becomes a part of an address. */
export const pageIdSchema = z.string().regex(/^[0-9a-f-]{32,36}$/i)

/** What has changed, and which people of this connection's can see it. https://developers.notion.com/reference/webhooks-events-delivery */
export const eventSchema = z.object({
  workspace_id: z.string(),
  type: z.string(),
  entity: z.object({ id: z.string() }),
  accessible_by: z.array(z.object({ id: z.string(), type: z.string() })).default([]),
  data: z.object({ page_id: z.string().optional() }).nullish(),
})
export type NotionEvent = z.infer<typeof eventSchema>

/** As the receiver hands it to the source. */
export const newsSchema = z.object({ page: pageIdSchema })

// ---------------------------------------------------------------- what Notion answers

export const userSchema = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  person: z.object({ email: z.string().nullish() }).optional(),
})
export type NotionUser = z.infer<typeof userSchema>

export const ownerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('user'), user: userSchema }),
  z.object({ type: z.literal('workspace') }),
])
export type Owner = z.infer<typeof ownerSchema>

/** Who the token acts for. */
export const selfSchema = z.object({
  type: z.literal('bot'),
  bot: z.object({ owner: ownerSchema, workspace_id: z.string().optional(), workspace_name: z.string().nullish() }),
})

export const richTextSchema = z.array(
  z.object({
    plain_text: z.string(),
    mention: z.object({ user: z.object({ id: z.string() }).optional() }).optional(),
  }),
)
export type RichText = z.infer<typeof richTextSchema>

const listOf = <Schema extends z.ZodType>(entry: Schema) =>
  z.object({ object: z.literal('list'), results: z.array(entry), next_cursor: z.string().nullish() })

/** Less than this is no answer of Notion's at all. */
export const foundSchema = z.looseObject({ id: z.string().min(1), last_edited_time: z.iso.datetime() })
export const searchSchema = listOf(foundSchema)
export type Found = z.infer<typeof foundSchema>

const instant = z.iso.datetime({ offset: true })

export const pageSchema = z.object({
  id: z.string(),
  last_edited_time: instant,
  created_by: z.object({ id: z.string() }),
  last_edited_by: z.object({ id: z.string() }),
  url: z.string().optional(),
  in_trash: z.boolean().default(false),
  parent: z.object({ data_source_id: z.string().optional() }).default({}),
  properties: z.record(z.string(), z.looseObject({ type: z.string() })),
})
export type NotionPage = z.infer<typeof pageSchema>

export const blocksSchema = listOf(
  z.looseObject({ id: z.string(), type: z.string(), has_children: z.boolean().default(false) }),
)
export type Block = z.infer<typeof blocksSchema>['results'][number]

export const commentsSchema = listOf(
  z.object({
    created_by: z.object({ id: z.string() }),
    created_time: instant,
    rich_text: richTextSchema,
  }),
)
export type Comment = z.infer<typeof commentsSchema>['results'][number]

const statusSchema = z.object({
  type: z.literal('status'),
  status: z.object({
    options: z.array(z.object({ id: z.string(), name: z.string() })),
    groups: z.array(z.object({ name: z.string(), option_ids: z.array(z.string()) })),
  }),
})
export type StatusProperty = z.infer<typeof statusSchema>

/** Of a table only its status properties count. */
export const dataSourceSchema = z.object({
  object: z.literal('data_source'),
  properties: z.record(z.string(), z.union([statusSchema, z.unknown()])).transform((properties) =>
    Object.fromEntries(
      Object.entries(properties).flatMap(([name, property]) => {
        const status = statusSchema.safeParse(property).data?.status
        return status ? [[name, status] as const] : []
      }),
    ),
  ),
})
export const tablesSchema = listOf(dataSourceSchema)
export type StatusProperties = z.infer<typeof dataSourceSchema>['properties']
