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
  roomSettings,
  sendSettings,
  settingGroups,
  sharedSettings,
  suggestionSettings,
} from '@switchboard/core/connections/settings'

/** Settings of a Slack workspace (requirement A9). */
export const slackSettingsSchema = z.object({
  ...readingSettings,
  channels: wordsSetting(
    {
      label: 'Channels to watch',
      hint: 'Separated by commas. Empty: all that Switchboard was invited to.',
      group: settingGroups.reading,
    },
    { noun: 'channel', most: 100, longest: 100 },
  ).default([]),
  mentionsOnly: switchSetting({
    label: 'Mentions only',
    hint: 'In channels, only messages that mention somebody are looked at.',
    group: settingGroups.reading,
  }).default(false),
  directMessages: switchSetting({
    label: 'Direct messages to Switchboard',
    hint: 'What people write to the app becomes a suggestion for themselves.',
    group: settingGroups.reading,
  }).default(true),
  privateChannels: switchSetting({
    label: 'Private channels',
    hint: 'Those that Switchboard was invited to. Slack asks for more access.',
    group: settingGroups.reading,
  }).default(false),
  groupMessages: switchSetting({
    label: 'Messages of several people',
    hint: 'Conversations of several people to which Switchboard was added. Slack asks for more access.',
    group: settingGroups.reading,
  }).default(false),
  lookBackDays: wholeNumberSetting(
    { label: 'First sync goes back', hint: 'It counts for channels that are new, too.', group: settingGroups.reading },
    { min: 0, max: 90, unit: 'days' },
  ).default(7),
  recheckHours: wholeNumberSetting(
    {
      label: 'Look at older messages again every',
      hint: 'For edits, deletions, check marks and replies that Slack did not tell of. 0: never.',
      group: settingGroups.reading,
    },
    { min: 0, max: 168, unit: 'hours' },
  ).default(6),
  /** Messages per batch of a run. */
  maxResults: wholeNumberSetting(
    { label: 'Fetch at a time', hint: 'Progress is saved after each batch.', group: settingGroups.reading },
    { min: 1, max: 200, unit: 'messages' },
  ).default(100),
  ...suggestionSettings,
  ...sharedSettings,
  react: policySetting({
    label: 'Add a check mark',
    hint: 'On the message that the task came from. Taken back when you open the task again.',
    group: settingGroups.whenDone,
  }).default('auto'),
  reply: policySetting({
    label: 'Reply in the thread',
    hint: 'Says there that it is done. Deleted when you open the task again.',
    group: settingGroups.whenDone,
  }).default('never'),
  agentReply: policySetting({
    label: 'Reply to a message',
    hint: 'In its thread, as the bot, when somebody asks an agent for it. ‘Always’ asks all the same once the agent has read what others wrote.',
    group: settingGroups.agents,
  }).default('ask'),
  ...sendSettings({
    label: 'Send messages to people',
    hint: 'To those who have linked their Slack account, in a direct message.',
    usually: true,
    perMinute: { usual: 300, most: 60_000 },
  }),
  ...roomSettings({
    label: 'The team’s channel',
    hint: 'Its name, or the link to it: a channel, or a message of several people, to which Switchboard was invited.',
  }),
  privateRooms: switchSetting({
    label: 'It may be private',
    hint: 'A private channel, or a message of several people. Slack asks for more access: grant it, then name the channel.',
    group: settingGroups.sending,
  }).default(false),
  ...limitSettings,
  cacheMinutes: wholeNumberSetting(
    {
      label: 'Remember people and channels',
      hint: 'How long their names are kept in place of asking Slack again. 0: it is asked each time.',
      group: settingGroups.limits,
    },
    { min: 0, max: 1_440, unit: 'minutes' },
  ).default(15),
})
export type SlackSettings = z.infer<typeof slackSettingsSchema>

/** Seconds since 1970 with six decimals; within its channel it names a message. */
export const timestampSchema = z.string().regex(/^\d{1,10}\.\d{1,6}$/)

/** Of what events and Slack's answers say of a message, what we use. */
export const messageSchema = z.object({
  ts: timestampSchema,
  subtype: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  text: z.string().default(''),
  thread_ts: timestampSchema.optional(),
  edited: z.object({ ts: timestampSchema }).optional(),
  files: z.array(z.object({ name: z.string().nullish() })).optional(),
  /** A message that was forwarded stands here; previews of links do as well. */
  attachments: z
    .array(
      z.object({
        is_share: z.boolean().optional(),
        author_name: z.string().nullish(),
        text: z.string().nullish(),
      }),
    )
    .optional()
    .catch(undefined),
  reply_count: z.number().optional(),
  latest_reply: z.string().optional(),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()).default([]) })).optional(),
})
export type SlackMessage = z.infer<typeof messageSchema>

/** Reactions by which people say that something is done. */
export const doneReactions: ReadonlySet<string> = new Set([
  'white_check_mark',
  'heavy_check_mark',
  'ballot_box_with_check',
])

/** What an event says of messages, as it goes from the receiver to the source. */
export const newsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    channel: z.string(),
    isDirect: z.boolean(),
    /** False where the event does not tell. */
    isPrivate: z.boolean().default(false),
    /** A direct message of several people; the same. */
    isGroup: z.boolean().default(false),
    message: messageSchema,
  }),
  z.object({ kind: z.literal('deleted'), channel: z.string(), ts: z.string() }),
  z.object({ kind: z.literal('done'), channel: z.string(), ts: z.string() }),
  z.object({ kind: z.literal('undone'), channel: z.string(), ts: z.string() }),
  z.object({ kind: z.literal('renamed'), channel: z.string(), name: z.string() }),
  /** It was archived, brought back or deleted, or the app was put out of it. */
  z.object({ kind: z.literal('channel'), channel: z.string() }),
  /** What is known of somebody has changed. */
  z.object({ kind: z.literal('person'), user: z.string() }),
])
export type SlackNews = z.infer<typeof newsSchema>
export type ToldChange = Extract<SlackNews, { kind: 'renamed' | 'channel' | 'person' }>
export type ToldMessage = Extract<SlackNews, { kind: 'message' }>

/** How far each channel was read, and the one that is being read: from its newest message back to where it was read before. */
export const slackCursorSchema = z.object({
  /** By channel: the newest message that was read. */
  readTo: z.record(z.string(), timestampSchema),
  reading: z
    .object({
      /** Those that come after it. */
      waiting: z.array(z.string()),
      channel: z.string(),
      page: z.string().nullable(),
      newest: timestampSchema,
      /** Bounds a channel that was not read before. */
      since: timestampSchema,
    })
    .nullable(),
  /** Until when what was read before was last looked at again; null: never yet. */
  recheckedTo: timestampSchema.nullable().default(null),
  /** When that was given up, as Slack took no more calls. */
  gaveUpAt: timestampSchema.nullable().default(null),
  /** The channel whose older messages are looked at again, from `latest` back to `since`. */
  recheck: z
    .object({
      waiting: z.array(z.string()),
      channel: z.string(),
      page: z.string().nullable(),
      /** Read of this channel so far. */
      pages: z.number().int(),
      /** Where the page before ended. */
      upper: timestampSchema,
      latest: timestampSchema,
      since: timestampSchema,
      /** Nobody has looked for so long that events will have been missed: what its bounds leave out is told. */
      isLate: z.boolean().default(false),
    })
    .nullable()
    .default(null),
})
export type SlackCursor = z.infer<typeof slackCursorSchema>

const nextPage = z.object({ next_cursor: z.string().default('') }).optional()
export const authSchema = z.object({
  url: z.url(),
  team: z.string(),
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().nullish(),
  user_id: z.string(),
})
export const channelSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  is_im: z.boolean().default(false),
  is_mpim: z.boolean().default(false),
  is_ext_shared: z.boolean().default(false),
  is_private: z.boolean().default(false),
  is_member: z.boolean().default(false),
  is_archived: z.boolean().default(false),
})
export const channelsSchema = z.object({ channels: z.array(channelSchema), response_metadata: nextPage })
/** Workspaces of an organisation that the app is installed in. */
export const teamsSchema = z.object({ teams: z.array(z.object({ id: z.string() })), response_metadata: nextPage })
export const channelInfoSchema = z.object({ channel: channelSchema })
export const userSchema = z.object({
  user: z.object({
    id: z.string(),
    name: z.string(),
    is_bot: z.boolean().default(false),
    profile: z.object({
      real_name: z.string().default(''),
      display_name: z.string().default(''),
      email: z.string().nullish(),
    }),
  }),
})
export const historySchema = z.object({
  messages: z.array(z.unknown()),
  has_more: z.boolean().default(false),
  response_metadata: nextPage,
})
/** Marks our own replies. */
export const replyMark = 'switchboard_task_done'
export const repliesSchema = z.object({
  messages: z.array(
    z.object({
      ts: timestampSchema,
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ message: z.string().optional() }) })
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: nextPage,
})
/** Marks a message to a person, and names the attempt by which it was sent. */
export const deliveryMark = 'switchboard_delivery'
export const foundSchema = z.object({
  messages: z.array(
    z.object({
      ts: timestampSchema,
      metadata: z
        .object({
          event_type: z.string(),
          event_payload: z.object({ delivery: z.string(), part: z.number().default(0) }),
        })
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: nextPage,
})
export const reactionsSchema = z.object({
  message: z.object({
    reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()).default([]) })).default([]),
  }),
})
/** The same with what else is said of the message. */
export const markedSchema = z.object({ message: messageSchema })
/** What taking a write-back back needs. */
export const inverseSchema = z.object({ had: z.boolean() })
