import { fieldLimits } from '@switchboard/core/field-limits'
import type { WhenDone } from '../../lib/api-types'
import { clockTime, dayKey, instantIn } from '../../lib/time-text'

/** Why a text cannot be saved yet: how many characters it is too long. Null when it fits. */
export function tooLong(text: string, most: number): string | null {
  const over = text.trim().length - most
  if (over <= 0) return null
  return `${count(over)} too many: shorten it to ${most.toLocaleString('en')}.`
}

const count = (characters: number) =>
  characters === 1 ? '1 character' : `${characters.toLocaleString('en')} characters`

/** Why a title cannot be saved yet; null when it can. */
export const titleFault = (title: string): string | null =>
  title.trim() === '' ? 'Give the task a title.' : tooLong(title, fieldLimits.title)

/** Beyond these years it is a slip of the fingers. */
export const dayLimits = { first: '2000-01-01', last: '2099-12-31' }

/** Why a day, as '2026-11-21' or as far as it is typed, cannot be set; null when it can. */
export function dayFault(day: string): string | null {
  if (day === '') return 'Choose a day.'
  // A year of five digits would sort between those of four.
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day)
  return isDay && day >= dayLimits.first && day <= dayLimits.last ? null : 'Choose a day between 2000 and 2099.'
}

/** Names a day without a time of day: the server stores its first instant, and noon is on that day whatever the clocks do. */
export const noon = '12:00'

/** Stands for a time that is typed in part, which is no value yet. */
const partTime = '?'

/** A day and a time as they are typed, in one text. */
export const dueDraft = (day: string, time: string, isPartTime = false) => `${day}T${isPartTime ? partTime : time}`

/** A due date as it would be typed. */
export const dueDraftOf = ({ dueAt, dueAllDay }: { dueAt: Date; dueAllDay: boolean }, zone: string) =>
  dueDraft(dayKey(dueAt, zone), dueAllDay ? '' : clockTime(dueAt, zone))

/** Stands for a date that was taken away. */
export const noDate = 'none'

/** What of a due date is typed into its fields. */
export const partsOf = (draft: string) => {
  const [day = '', time = ''] = draft === noDate ? [] : draft.split('T')
  return { day, time }
}

/** Why a due date cannot be saved yet, and which part of it is at fault; null when it can. */
export function dueFault(draft: string): { of: 'day' | 'time'; text: string } | null {
  if (draft === noDate) return null
  const { day, time } = partsOf(draft)
  const wrongDay = dayFault(day)
  if (wrongDay !== null) return { of: 'day', text: wrongDay }
  return time === partTime ? { of: 'time', text: 'Write the whole time, or none.' } : null
}

/** What a draft without a fault says. */
export function dueOf(draft: string, zone: string): { dueAt: Date | null; dueAllDay: boolean } {
  if (draft === noDate) return { dueAt: null, dueAllDay: false }
  const { day, time } = partsOf(draft)
  return { dueAt: instantIn(zone, day, time || noon), dueAllDay: !time }
}

/** Stands for following the connection's settings. */
const follows = 'follow'

/** A choice of what finishing does, in one text: 'mark_read=yes,archive=no'. */
export const whenDoneDraftOf = (whenDone: WhenDone | null): string =>
  whenDone === null
    ? follows
    : Object.entries(whenDone)
        .map(([action, wanted]) => `${action}=${wanted ? 'yes' : 'no'}`)
        .join(',')

/** What such a text says. */
export function whenDoneOfDraft(draft: string): WhenDone | null {
  if (draft === follows) return null
  const chosen = draft.split(',').flatMap((part) => {
    const [action, wanted] = part.split('=')
    return action ? [[action, wanted === 'yes'] as const] : []
  })
  return Object.fromEntries(chosen)
}

/** Each word once, however it is written. */
export function tagsIn(text: string): string[] {
  const byName = new Map<string, string>()
  for (const tag of text.split(',').map((part) => part.trim())) {
    if (tag && !byName.has(tag.toLowerCase())) byName.set(tag.toLowerCase(), tag)
  }
  return [...byName.values()]
}

/** Why tags cannot be saved yet; null when they can. */
export function tagsFault(tags: string[]): string | null {
  if (tags.length > fieldLimits.tags) return `These are ${tags.length} tags: leave at most ${fieldLimits.tags}.`
  const long = tags.find((tag) => tag.length > fieldLimits.tag)
  return long ? `“${long.slice(0, 20)}…” is ${tooLong(long, fieldLimits.tag)}` : null
}
