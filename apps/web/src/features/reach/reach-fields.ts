import type { ReachPreferences } from '../../lib/api-types'
import type { Draft } from '../setting-fields/setting-values'

type ChannelPreference = ReachPreferences['channels'][number]
export type ChannelName = ChannelPreference['channel']

/** Preferences as their fields show them: texts, and what is on. The channels are one text, so that an order is one change. */
export type ReachFields = {
  channels: string
  isQuiet: boolean
  quietFrom: string
  quietTo: string
  urgentInQuietHours: boolean
  suggestionsInQuietHours: boolean
  answerWithin: string
  sendsSuggestions: boolean
  suggestionsFrom: string
  sendsDigest: boolean
  digestAt: string
}

export type ReachField = keyof ReachFields
export type FieldFaults = Partial<Record<ReachField, string>>

export const fieldsOf = (stored: ReachPreferences): ReachFields => ({
  channels: channelsText(stored.channels),
  isQuiet: stored.quietHours !== null,
  quietFrom: clockOf(stored.quietHours?.from ?? 22 * 60),
  quietTo: clockOf(stored.quietHours?.to ?? 7 * 60),
  urgentInQuietHours: stored.urgentInQuietHours,
  suggestionsInQuietHours: stored.suggestionsInQuietHours,
  answerWithin: String(stored.answerWithinMinutes),
  sendsSuggestions: stored.suggestionsFrom !== null,
  suggestionsFrom: String(Math.round((stored.suggestionsFrom ?? 0.85) * 100)),
  sendsDigest: stored.digestAt !== null,
  digestAt: clockOf(stored.digestAt ?? 8 * 60),
})

/** What is stored with what a draft changes of it. */
export function withDraft(stored: ReachFields, draft: Draft): ReachFields {
  const text = (field: 'channels' | 'quietFrom' | 'quietTo' | 'answerWithin' | 'suggestionsFrom' | 'digestAt') =>
    String(draft[field] ?? stored[field])
  const flag = (
    field: 'isQuiet' | 'urgentInQuietHours' | 'suggestionsInQuietHours' | 'sendsSuggestions' | 'sendsDigest',
  ) => (typeof draft[field] === 'boolean' ? draft[field] : stored[field])
  return {
    channels: text('channels'),
    isQuiet: flag('isQuiet'),
    quietFrom: text('quietFrom'),
    quietTo: text('quietTo'),
    urgentInQuietHours: flag('urgentInQuietHours'),
    suggestionsInQuietHours: flag('suggestionsInQuietHours'),
    answerWithin: text('answerWithin'),
    sendsSuggestions: flag('sendsSuggestions'),
    suggestionsFrom: text('suggestionsFrom'),
    sendsDigest: flag('sendsDigest'),
    digestAt: text('digestAt'),
  }
}

/** What the fields say, as the server takes it; or why they say nothing yet. */
export function valuesOf(fields: ReachFields): { values: ReachPreferences | null; faults: FieldFaults } {
  const quietFrom = minuteOf(fields.quietFrom)
  const quietTo = minuteOf(fields.quietTo)
  const digestAt = minuteOf(fields.digestAt)
  const answerWithinMinutes = wholeNumber(fields.answerWithin)
  const confidence = wholeNumber(fields.suggestionsFrom)
  const faults: FieldFaults = {}
  if (fields.isQuiet) {
    if (quietFrom === null) faults.quietFrom = chooseTime
    if (quietTo === null) faults.quietTo = chooseTime
    else if (quietTo === quietFrom) faults.quietTo = 'Quiet hours end at another time than they begin.'
  }
  if (answerWithinMinutes === null) faults.answerWithin = 'Enter a whole number of minutes.'
  if (fields.sendsSuggestions && (confidence === null || confidence > 100))
    faults.suggestionsFrom = 'Enter a number from 0 to 100.'
  if (fields.sendsDigest && digestAt === null) faults.digestAt = chooseTime
  if (Object.keys(faults).length > 0) return { values: null, faults }
  return {
    faults,
    values: {
      channels: channelsOf(fields.channels),
      quietHours: fields.isQuiet ? { from: quietFrom ?? 0, to: quietTo ?? 0 } : null,
      urgentInQuietHours: fields.urgentInQuietHours,
      suggestionsInQuietHours: fields.suggestionsInQuietHours,
      answerWithinMinutes: answerWithinMinutes ?? 0,
      suggestionsFrom: fields.sendsSuggestions ? (confidence ?? 0) / 100 : null,
      digestAt: fields.sendsDigest ? digestAt : null,
    },
  }
}

const chooseTime = 'Choose a time of day.'

/** Which field the server means. */
export const fieldNamed: Record<string, ReachField> = {
  'quietHours.from': 'quietFrom',
  'quietHours.to': 'quietTo',
  answerWithinMinutes: 'answerWithin',
  suggestionsFrom: 'suggestionsFrom',
  digestAt: 'digestAt',
}

const wholeNumber = (text: string): number | null => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : null)

/** '22:00' of minutes after midnight. */
export const clockOf = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')

function minuteOf(clock: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock) ?? []
  return hours && minutes ? Number(hours) * 60 + Number(minutes) : null
}

const channelNames: ChannelName[] = ['web', 'slack', 'email', 'telegram']

/** In the order in which they are tried: those that come first before those that come then. */
export const inOrder = (channels: ChannelPreference[]): ChannelPreference[] =>
  channels.toSorted((a, b) => a.priority - b.priority)

const channelsText = (channels: ChannelPreference[]): string =>
  inOrder(channels)
    .map(({ channel, on, priority }) => `${channel} ${on ? 'on' : 'off'} ${priority}`)
    .join(',')

export const channelsOf = (text: string): ChannelPreference[] =>
  text.split(',').flatMap((part) => {
    const [name, state, priority] = part.split(' ')
    const channel = channelNames.find((known) => known === name)
    return channel ? [{ channel, on: state === 'on', priority: Number(priority) }] : []
  })

/** One of them switched, or tried earlier or later than others. */
export const withChannel = (text: string, name: ChannelName, change: Partial<ChannelPreference>): string =>
  channelsText(channelsOf(text).map((one) => (one.channel === name ? { ...one, ...change } : one)))

/** One step up (-1) or down (1); beside one of another priority it takes that. Null: it is at the end already. */
export function moved(text: string, name: ChannelName, by: -1 | 1): string | null {
  const all = channelsOf(text)
  const from = all.findIndex(({ channel }) => channel === name)
  const one = all[from]
  const other = all[from + by]
  if (!one || !other) return null
  return channelsText(all.with(from, other).with(from + by, { ...one, priority: other.priority }))
}
