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
  sendSettings,
  settingGroups,
  sharedSettings,
  suggestionSettings,
} from '@switchboard/core/connections/settings'

/** Settings of a Telegram bot (requirement A9). */
export const telegramSettingsSchema = z.object({
  ...readingSettings,
  syncEveryMinutes: wholeNumberSetting(
    {
      label: 'Check every',
      hint: 'Messages come by themselves; how often it is looked whether Telegram can deliver them.',
      group: settingGroups.reading,
    },
    { min: 1, max: 1_440, unit: 'minutes' },
  ).default(15),
  chats: wordsSetting(
    {
      label: 'Groups to watch',
      hint: 'Their names, separated by commas. Empty: all that the bot is in.',
      group: settingGroups.reading,
    },
    { noun: 'group', most: 100, longest: 255 },
  ).default([]),
  mentionsOnly: switchSetting({
    label: 'Mentions only',
    hint: 'In groups, only messages that mention somebody or answer the bot are looked at.',
    group: settingGroups.reading,
  }).default(false),
  directMessages: switchSetting({
    label: 'Private chats with the bot',
    hint: 'What people write to the bot itself.',
    group: settingGroups.reading,
  }).default(true),
  ...suggestionSettings,
  ...sharedSettings,
  people: wordsSetting(
    {
      label: 'Who is who',
      hint: 'Members by their Telegram names: @ada=ada@example.com, separated by commas. They get what is asked of them.',
      group: settingGroups.suggestions,
    },
    { noun: 'member', most: 200, longest: 360 },
  )
    .refine((people) => people.every((one) => memberOf(one) !== null), {
      message: 'Who is who: write each as @name=address, such as @ada=ada@example.com.',
    })
    .meta({
      label: 'Who is who',
      hint: 'Members by their Telegram names: @ada=ada@example.com, separated by commas. They get what is asked of them.',
      group: settingGroups.suggestions,
    })
    .default([]),
  react: policySetting({
    label: 'React with 👍',
    hint: 'On the message that the task came from. Taken back when you open the task again.',
    group: settingGroups.whenDone,
  }).default('auto'),
  ...sendSettings({
    label: 'Send messages to people',
    hint: 'To those who have linked their Telegram account, in a chat with the bot.',
    usually: true,
    perMinute: { usual: 1_500, most: 60_000 },
  }),
  ...limitSettings,
})
export type TelegramSettings = z.infer<typeof telegramSettingsSchema>

/** A member by name, in small letters, and e-mail address; null for what is written otherwise. */
export function memberOf(text: string): { name: string; address: string } | null {
  const [, name, address] = /^@?([A-Za-z0-9_]{1,64})\s*=\s*([^\s@=]+@[^\s@=]+)$/.exec(text) ?? []
  return name && address ? { name: name.toLowerCase(), address } : null
}

/** https://core.telegram.org/bots/api#authorizing-your-bot */
export const isToken = (text: string): boolean => /^\d{5,20}:[A-Za-z0-9_-]{20,80}$/.test(text)

/** What is kept of a bot, sealed. The secret proves that a call is Telegram's: nobody else was told it. */
export const botSchema = z.object({
  token: z.string(),
  secret: z.string().min(32),
  id: z.number(),
  username: z.string(),
})
export type Bot = z.infer<typeof botSchema>
export const botOf = (accessToken: string): Bot => botSchema.parse(JSON.parse(accessToken))

/** https://core.telegram.org/bots/api#user */
export const meSchema = z.object({ id: z.number(), is_bot: z.literal(true), username: z.string() })
/** https://core.telegram.org/bots/api#webhookinfo */
export const webhookInfoSchema = z.object({
  url: z.string(),
  pending_update_count: z.number(),
  allowed_updates: z.array(z.string()).default([]),
  last_error_date: z.number().optional(),
  last_error_message: z.string().optional(),
})

const userSchema = z.object({
  id: z.number(),
  is_bot: z.boolean(),
  first_name: z.string().default(''),
  last_name: z.string().optional(),
  username: z.string().optional(),
})
export type TelegramUser = z.infer<typeof userSchema>

const chatSchema = z.object({
  id: z.number(),
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().optional(),
  username: z.string().optional(),
})

/** Offsets and lengths count UTF-16 units, as our own strings do. */
const entitySchema = z.object({
  type: z.string(),
  offset: z.number().int().nonnegative(),
  length: z.number().int().nonnegative(),
  user: userSchema.optional(),
})

/** A photo has neither a name nor a type. */
const fileSchema = z.object({
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().int().optional(),
})

/** Of a message, what we use. https://core.telegram.org/bots/api#message */
export const messageSchema = z.object({
  message_id: z.number().int(),
  message_thread_id: z.number().int().optional(),
  is_topic_message: z.boolean().optional(),
  is_automatic_forward: z.boolean().optional(),
  from: userSchema.optional(),
  sender_chat: chatSchema.optional(),
  chat: chatSchema,
  date: z.number().int(),
  edit_date: z.number().int().optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  entities: z.array(entitySchema).default([]),
  caption_entities: z.array(entitySchema).default([]),
  reply_to_message: z.object({ message_id: z.number().int(), from: userSchema.optional() }).optional(),
  document: fileSchema.optional(),
  audio: fileSchema.optional(),
  video: fileSchema.optional(),
  video_note: fileSchema.optional(),
  voice: fileSchema.optional(),
  /** The same in several sizes, the largest last. */
  photo: z.array(fileSchema).default([]),
})
export type TelegramMessage = z.infer<typeof messageSchema>

/** What an event says of a message, as it goes from the receiver to the source. */
export const newsSchema = z.object({ updateId: z.number().int(), message: messageSchema })
export type TelegramNews = z.infer<typeof newsSchema>

/** Where to answer somebody: in their chat, and when they have pressed something, by what Telegram calls the query. */
export const replySchema = z.object({ chat: z.number(), callback: z.string().nullable() })
export type TelegramReply = z.infer<typeof replySchema>

/** A press of a button below a message. https://core.telegram.org/bots/api#callbackquery */
export const callbackSchema = z.object({
  id: z.string(),
  from: userSchema,
  data: z.string().optional(),
  message: z.object({ chat: z.object({ id: z.number() }) }).optional(),
})
