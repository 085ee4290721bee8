import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sameDayIn, storedDueDate } from '../src/suggestions/due-date'
import { dayStart, dueRange } from '../src/time-range'

const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
)
const instants = fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
const localDay = (instant: Date, timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant)

describe('the start of a day', () => {
  test.each([
    ['2026-03-02T09:00:00Z', 'Europe/Berlin', 0, '2026-03-01T23:00:00Z'],
    ['2026-03-02T09:00:00Z', 'America/New_York', 0, '2026-03-02T05:00:00Z'],
    ['2026-03-02T09:00:00Z', 'Asia/Kathmandu', 0, '2026-03-01T18:15:00Z'],
    // The clocks go forward on 29 March and back on 25 October.
    ['2026-03-29T12:00:00Z', 'Europe/Berlin', 0, '2026-03-28T23:00:00Z'],
    ['2026-03-29T12:00:00Z', 'Europe/Berlin', 1, '2026-03-29T22:00:00Z'],
    ['2026-10-25T12:00:00Z', 'Europe/Berlin', 1, '2026-10-25T23:00:00Z'],
    // In Chile the clocks go forward at midnight: 6 September begins at one, the days around it at midnight.
    ['2026-09-06T15:00:00Z', 'America/Santiago', 0, '2026-09-06T04:00:00Z'],
    ['2026-09-06T15:00:00Z', 'America/Santiago', 1, '2026-09-07T03:00:00Z'],
    ['2026-09-05T15:00:00Z', 'America/Santiago', 1, '2026-09-06T04:00:00Z'],
    ['2026-12-31T15:00:00Z', 'America/Santiago', 1, '2027-01-01T03:00:00Z'],
  ])('at %s in %s plus %i days is %s', (now, zone, days, start) => {
    expect(dayStart(new Date(now), zone, days)).toEqual(new Date(start))
  })

  test('is the first instant of the local day, in every zone and season', () => {
    fc.assert(
      fc.property(instants, zones, (now, zone) => {
        const start = dayStart(now, zone)
        expect(start.getTime()).toBeLessThanOrEqual(now.getTime())
        expect(localDay(start, zone)).toBe(localDay(now, zone))
        expect(localDay(new Date(start.getTime() - 1), zone)).not.toBe(localDay(now, zone))
      }),
    )
  })
})

test('the ranges of due dates follow the zone', () => {
  const now = new Date('2026-03-02T09:00:00Z')
  const today = new Date('2026-03-01T23:00:00Z')
  expect(dueRange('today', now, 'Europe/Berlin')).toEqual({
    dueAt: { gte: today, lt: new Date('2026-03-02T23:00:00Z') },
  })
  expect(dueRange('week', now, 'Europe/Berlin')).toEqual({
    dueAt: { gte: today, lt: new Date('2026-03-08T23:00:00Z') },
  })
  expect(dueRange('overdue', now, 'Europe/Berlin')).toEqual({
    OR: [
      { dueAllDay: true, dueAt: { lt: today } },
      { dueAllDay: false, dueAt: { lt: now } },
    ],
  })
  expect(dueRange('none', now, 'Europe/Berlin')).toEqual({ dueAt: null })
})

describe('a due date as it is stored', () => {
  test.each([
    [null, 'Europe/Berlin', null, false],
    ['2026-03-06', 'Europe/Berlin', '2026-03-05T23:00:00Z', true],
    ['2026-03-06', 'America/New_York', '2026-03-06T05:00:00Z', true],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z', true],
    // Midnight does not exist on this day.
    ['2026-03-08', 'America/Havana', '2026-03-08T05:00:00Z', true],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00Z', true],
    ['2026-03-06T15:00:00+01:00', 'America/New_York', '2026-03-06T14:00:00Z', false],
    ['2026-03-06T15:00:00Z', 'Europe/Berlin', '2026-03-06T15:00:00Z', false],
  ])('%s in %s', (dueAt, zone, instant, allDay) => {
    expect(storedDueDate(dueAt, zone)).toEqual({ dueAt: instant && new Date(instant), dueAllDay: allDay })
  })

  test('of a day falls on that day in the zone of the person', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const day = localDay(instant, zone)
        const { dueAt } = storedDueDate(day, zone)
        expect(dueAt && localDay(dueAt, zone)).toBe(day)
      }),
    )
  })

  test('of a day is the same day in another zone, and the same instant as if it had been stored there', () => {
    fc.assert(
      fc.property(instants, zones, zones, (instant, from, to) => {
        expect(sameDayIn(instant, from, to)).toEqual(storedDueDate(localDay(instant, from), to).dueAt)
      }),
    )
  })
})
