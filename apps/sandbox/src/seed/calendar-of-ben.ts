import type { SeedEvent } from './event'

const ada = 'Ada Lindqvist <ada@northwind.example>'

/** A second member's small calendar. */
export const calendarOfBen: SeedEvent[] = [
  { title: 'Daily stand-up', day: 0, at: '09:15', lasts: 15, weekly: [1, 2, 3, 4, 5], guests: [ada], online: true },
  {
    title: 'Checkout rollback: go or no-go',
    day: 2,
    at: '14:00',
    lasts: 30,
    organiser: ada,
    text: 'Please bring the list of open defects and your recommendation.',
  },
  { title: 'Climbing', day: 3, at: '18:30', lasts: 90, place: 'Boulder hall' },
  {
    title: 'Interview: platform engineer',
    day: 5,
    at: '11:00',
    lasts: 60,
    organiser: 'Hannah Cole <hannah@northwind.example>',
    guests: ['Mira Kovac <mira.kovac@post.example>'],
    text: 'The CV is in the hiring folder.',
  },
  { title: 'Public holiday', day: 9, lasts: 1 },
]
