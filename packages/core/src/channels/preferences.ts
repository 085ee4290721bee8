import { z } from 'zod'

export const channelKindSchema = z.enum(['web', 'slack', 'email', 'telegram'])

/** A time of day in minutes after midnight. */
const minuteOfDay = z
  .number('Choose a time of day.')
  .int('Choose a time of day.')
  .min(0, 'Choose a time of day.')
  .max(1_439, 'Choose a time of day.')

const channelPreferenceSchema = z.object({
  channel: channelKindSchema,
  on: z.boolean(),
  /** Those of 1 are tried before those of 2; equal ones in the order of the list. */
  priority: z.number().int().min(1, 'Choose 1, 2 or 3.').max(3, 'Choose 1, 2 or 3.'),
})

/** The order of requirement E2; Telegram is the last since a bot has to be set up first. */
const defaultChannels = (['web', 'slack', 'email', 'telegram'] as const).map((channel) => ({
  channel,
  on: true,
  priority: 1,
}))

/** How a member wants to be reached; stored ones of an older version get today's defaults. */
export const preferencesSchema = z.object({
  channels: z
    .array(channelPreferenceSchema)
    .max(4)
    .refine((all) => new Set(all.map(({ channel }) => channel)).size === all.length, 'Each channel stands here once.')
    // One that came later stands at the end.
    .transform((chosen) => [
      ...chosen,
      ...defaultChannels.filter(({ channel }) => !chosen.some((known) => known.channel === channel)),
    ])
    .default(defaultChannels),
  /** In the person's zone; may go over midnight. Null: none. */
  quietHours: z
    .object({ from: minuteOfDay, to: minuteOfDay })
    .refine(({ from, to }) => from !== to, {
      message: 'Quiet hours end at another time than they begin.',
      path: ['to'],
    })
    .nullable()
    .default(null),
  urgentInQuietHours: z.boolean().default(true),
  /** Urgent suggestions too: how urgent one is has been read from what somebody outside has written. */
  suggestionsInQuietHours: z.boolean().default(false),
  /** So long an answer is waited for on one channel, in minutes. */
  answerWithinMinutes: z
    .number('Enter a whole number of minutes.')
    .int('Enter a whole number of minutes.')
    .min(1, 'Wait at least a minute.')
    .max(1_440, 'Wait a day at most.')
    .default(30),
  /** Suggestions of this confidence and more are sent outside of the browser too. Null: none. */
  suggestionsFrom: z.number().min(0).max(1).nullable().default(null),
  /** When the daily digest comes. Null: none is wanted. */
  digestAt: minuteOfDay.nullable().default(null),
})

export type Preferences = z.infer<typeof preferencesSchema>

export const defaultPreferences: Preferences = preferencesSchema.parse({})

/** Stored ones; what a newer version has stored is not read by halves. */
export const readPreferences = (row: { values: unknown } | null): Preferences =>
  preferencesSchema.safeParse(row?.values ?? {}).data ?? defaultPreferences
