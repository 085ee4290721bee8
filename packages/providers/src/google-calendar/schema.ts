import { z } from 'zod'
import { policySetting, wholeNumberSetting } from '@switchboard/core/connections/setting-kinds'
import {
  limitSettings,
  readingSettings,
  settingGroups,
  suggestionSettings,
} from '@switchboard/core/connections/settings'

/** Settings of a calendar's connection (requirement A9). */
export const calendarSettingsSchema = z.object({
  ...readingSettings,
  lookAheadDays: wholeNumberSetting(
    {
      label: 'Look ahead',
      hint: 'Events that begin later are read when they come nearer.',
      group: settingGroups.reading,
    },
    { min: 1, max: 60, unit: 'days' },
  ).default(14),
  /** Events per batch of a run. */
  maxResults: wholeNumberSetting(
    { label: 'Fetch at a time', hint: 'Progress is saved after each batch.', group: settingGroups.reading },
    { min: 1, max: 500, unit: 'events' },
  ).default(50),
  ...suggestionSettings,
  prepTaskHours: wholeNumberSetting(
    {
      label: 'Prepare ahead',
      hint: 'How long before an event its preparation is due. A change applies to events that are read from then on.',
      group: settingGroups.suggestions,
    },
    { min: 1, max: 336, unit: 'hours' },
  ).default(24),
  agentEvents: policySetting({
    label: 'Put events into your calendar',
    hint: 'When you ask an agent for it; nobody is invited. ‘Always’ asks all the same once the agent has read what others wrote.',
    group: settingGroups.agents,
  }).default('never'),
  ...limitSettings,
})

export type CalendarSettings = z.infer<typeof calendarSettingsSchema>

const days = z.object({
  /** Nobody has looked since: what was over before then is left out. Absent in cursors of before this was kept. */
  lookedAt: z.iso.datetime().optional(),
  /** When the list was begun; a list begun anew does not take over the pages of another. */
  listedAt: z.iso.datetime(),
  /** How far ahead that list looked. */
  lookAheadDays: z.number(),
})

/** Where the next batch goes on: a list of what lies ahead, then what changes of it. */
export const calendarCursorSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('list'), ...days.shape, pageToken: z.string().nullable() }),
  z.object({ phase: z.literal('changes'), ...days.shape, syncToken: z.string(), pageToken: z.string().nullable() }),
])
export type CalendarCursor = z.infer<typeof calendarCursorSchema>
export type ListCursor = CalendarCursor & { phase: 'list' }
export type ChangesCursor = CalendarCursor & { phase: 'changes' }

/** Less than this is no answer of Google Calendar's at all. */
export const eventsSchema = z.object({
  kind: z.literal('calendar#events'),
  timeZone: z.string().optional(),
  items: z.array(z.looseObject({ id: z.string().min(1) })).default([]),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional(),
})
export type EventsPage = z.infer<typeof eventsSchema>

/** Of a cancelled event nothing else need be there. */
export const endedEventSchema = z.object({ id: z.string(), status: z.literal('cancelled') })

const personSchema = z.object({
  email: z.string().optional(),
  displayName: z.string().optional(),
  self: z.boolean().optional(),
})
const momentSchema = z.union([
  z.object({ dateTime: z.iso.datetime({ offset: true }) }),
  z.object({ date: z.iso.date() }),
])

/** The parts of an event that we use. */
export const eventSchema = z.object({
  id: z.string(),
  summary: z.string().default(''),
  description: z.string().default(''),
  location: z.string().optional(),
  htmlLink: z.string().optional(),
  hangoutLink: z.string().optional(),
  conferenceData: z
    .object({
      entryPoints: z.array(z.object({ entryPointType: z.string().optional(), uri: z.string().optional() })).default([]),
    })
    .optional(),
  start: momentSchema,
  end: momentSchema,
  organizer: personSchema.optional(),
  creator: personSchema.optional(),
  attendees: z
    .array(personSchema.extend({ resource: z.boolean().optional(), responseStatus: z.string().optional() }))
    .default([]),
  recurringEventId: z.string().optional(),
  created: z.iso.datetime({ offset: true }).optional(),
  updated: z.iso.datetime({ offset: true }).optional(),
})
export type GoogleEvent = z.infer<typeof eventSchema>
