import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ageGroup,
  clockTime,
  dayAhead,
  dayKey,
  daysFromToday,
  dueLong,
  dueGroup,
  dueText,
  dueWhenOver,
  eventTime,
  exactTime,
  instantIn,
  shortAge,
  spanText,
  whenText,
} from '../src/lib/time-text'

const berlin = 'Europe/Berlin'
/** Friday, 10:00 in Berlin. */
const now = Date.parse('2026-11-20T09:00:00Z')
const at = (text: string) => new Date(text)
const due = (text: string | null, dueAllDay = false) => ({ dueAt: text === null ? null : at(text), dueAllDay })

describe('when an event is', () => {
  const event = (startsAt: string, endsAt: string, days: { first: string; last: string } | null = null) => ({
    startsAt: at(startsAt),
    endsAt: at(endsAt),
    days,
  })
  test.each([
    [event('2026-11-20T13:00:00Z', '2026-11-20T14:30:00Z'), 'Today, 14:00 to 15:30'],
    [event('2026-11-21T13:00:00Z', '2026-11-21T14:30:00Z'), 'Tomorrow, 14:00 to 15:30'],
    [event('2026-11-24T13:00:00Z', '2026-11-24T14:30:00Z'), 'Tue 24 Nov, 14:00 to 15:30'],
    [event('2026-11-24T22:00:00Z', '2026-11-25T00:30:00Z'), 'Tue 24 Nov, 23:00 to Wed 25 Nov, 01:30'],
    // Whole days are the calendar's, wherever it is looked at from.
    [
      event('2026-11-24T05:00:00Z', '2026-11-25T05:00:00Z', { first: '2026-11-24', last: '2026-11-24' }),
      'Tue 24 Nov, all day',
    ],
    [
      event('2026-11-24T05:00:00Z', '2026-11-27T05:00:00Z', { first: '2026-11-24', last: '2026-11-26' }),
      'Tue 24 Nov to Thu 26 Nov',
    ],
  ])('%o: %s', (times, text) => {
    expect(eventTime(times, now, berlin)).toBe(text)
  })
})

describe('due dates in a list', () => {
  test.each([
    [due(null), 'No date', 'none'],
    [due('2026-11-20T13:00:00Z'), 'Today 14:00', 'now'],
    [due('2026-11-20T08:00:00Z'), 'Late, 09:00', 'late'],
    [due('2026-11-19T23:00:00Z', true), 'Today', 'now'],
    [due('2026-11-19T22:59:00Z', true), '1 day late', 'late'],
    [due('2026-11-17T12:00:00Z'), '3 days late', 'late'],
    [due('2026-11-21T17:00:00Z'), 'Tomorrow 18:00', 'later'],
    [due('2026-11-24T11:00:00Z'), 'Tue 24 Nov', 'later'],
    [due('2027-01-04T11:00:00Z'), 'Mon 4 Jan 2027', 'later'],
  ])('%o reads %s', (given, text, tone) => {
    expect(dueText(given, now, berlin)).toEqual({ text, tone })
  })

  test.each([
    [due(null), 'No date'],
    [due('2026-11-20T13:00:00Z'), 'Today 14:00'],
    [due('2026-11-20T08:00:00Z'), 'Today 09:00'],
    [due('2026-11-19T22:59:00Z', true), 'Yesterday'],
    [due('2026-11-17T12:00:00Z'), 'Tue 17 Nov'],
    [due('2026-11-21T17:00:00Z'), 'Tomorrow 18:00'],
  ])('%o of what is done is not late: %s', (given, text) => {
    expect(dueWhenOver(given, now, berlin)).toBe(text)
  })

  test.each([
    [due(null), 'No date'],
    [due('2026-11-20T13:00:00Z'), 'Today'],
    // Late today is counted as overdue.
    [due('2026-11-20T08:00:00Z'), 'Overdue'],
    [due('2026-11-19T23:00:00Z', true), 'Today'],
    [due('2026-11-19T22:59:00Z', true), 'Overdue'],
    [due('2026-11-21T17:00:00Z'), 'Tomorrow'],
    [due('2026-11-24T11:00:00Z'), 'Next 7 days'],
    [due('2027-01-04T11:00:00Z'), 'Later'],
  ])('%o stands under %s', (given, group) => {
    expect(dueGroup(given, now, berlin)).toBe(group)
  })

  test('the field says the day in full, and the time only if there is one', () => {
    expect(dueLong(due('2026-11-24T11:00:00Z'), now, berlin)).toBe('Tuesday 24 November, 12:00')
    expect(dueLong(due('2026-11-23T23:00:00Z', true), now, berlin)).toBe('Tuesday 24 November')
  })
})

describe('ages', () => {
  test.each([
    ['2026-11-20T08:59:30Z', 'now'],
    ['2026-11-20T08:54:00Z', '6 min'],
    ['2026-11-20T06:00:00Z', '3 h'],
    ['2026-11-17T12:00:00Z', '3 d'],
    ['2026-11-02T12:00:00Z', '2 Nov'],
  ])('%s is %s', (then, text) => expect(shortAge(at(then), now, berlin)).toBe(text))

  test.each([
    ['2026-11-20T06:00:00Z', 'Today', '07:00'],
    ['2026-11-19T15:40:00Z', 'Yesterday', 'yesterday 16:40'],
    ['2026-11-16T17:05:00Z', 'Monday', 'Mon 18:05'],
    ['2026-11-02T12:00:00Z', 'This month', 'Mon 2 Nov'],
    ['2026-09-02T12:00:00Z', 'Earlier', 'Wed 2 Sept'],
  ])('%s stands below %s and reads %s', (then, group, text) => {
    expect(ageGroup(at(then), now, berlin)).toBe(group)
    expect(whenText(at(then), now, berlin)).toBe(text)
  })

  test.each([
    ['2026-12-03T09:00:00Z', '2026-11-20T12:00:00Z', 'Last month'],
    ['2026-12-03T09:00:00Z', '2026-11-25T12:00:00Z', 'Last month'],
    ['2026-12-03T09:00:00Z', '2026-11-30T12:00:00Z', 'Monday'],
    ['2026-12-31T09:00:00Z', '2026-12-01T12:00:00Z', 'This month'],
    ['2027-01-15T09:00:00Z', '2026-12-01T12:00:00Z', 'Last month'],
    ['2027-01-15T09:00:00Z', '2026-11-30T12:00:00Z', 'Earlier'],
    // In Berlin it is December already.
    ['2026-12-15T09:00:00Z', '2026-11-30T23:30:00Z', 'This month'],
  ])('on %s, %s stands below %s', (today, then, group) => {
    expect(ageGroup(at(then), Date.parse(today), berlin)).toBe(group)
  })

  test('exact on hover', () =>
    expect(exactTime(at('2026-11-20T10:38:00Z'), berlin)).toBe('Friday 20 November 2026, 11:38'))

  test.each([
    [0.4, '1 min'],
    [6, '6 min'],
    [185, '3 h'],
    [4_400, '3 days'],
  ])('%d minutes are %s', (minutes, text) => expect(spanText(minutes)).toBe(text))
})

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Pacific/Kiritimati', 'UTC']

describe('calendar days', () => {
  test('today is the zone’s, not the machine’s', () => {
    expect(daysFromToday(at('2026-11-20T11:30:00Z'), now, 'Pacific/Auckland')).toBe(1)
    expect(daysFromToday(at('2026-11-20T02:00:00Z'), now, 'America/New_York')).toBe(-1)
  })

  test('a day and a time become the instant that reads the same again, in every zone', () => {
    const days = fc.date({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z'), noInvalidDate: true })
    fc.assert(
      fc.property(days, fc.constantFrom(...zones), fc.integer({ min: 4, max: 23 }), (someDay, zone, hour) => {
        const day = someDay.toISOString().slice(0, 10)
        const time = `${String(hour).padStart(2, '0')}:30`
        const instant = instantIn(zone, day, time)
        expect([dayKey(instant, zone), clockTime(instant, zone)]).toEqual([day, time])
      }),
    )
  })
})

test('so many days ahead are calendar days, also when the clocks change', () => {
  // Summer time ends in Berlin on 25 October 2026: that day has 25 hours; 29 March has 23.
  expect(dayAhead(1, Date.parse('2026-10-24T22:30:00Z'), berlin)).toBe('2026-10-26')
  expect(dayAhead(1, Date.parse('2026-03-28T22:30:00Z'), berlin)).toBe('2026-03-29')
  expect(dayAhead(0, now, berlin)).toBe('2026-11-20')
  expect(dayAhead(7, Date.parse('2026-12-30T12:00:00Z'), berlin)).toBe('2027-01-06')
})
