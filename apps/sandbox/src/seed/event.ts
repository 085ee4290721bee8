/** An event of the seed. Days count working days from today, so the calendar is always fresh. */
export type SeedEvent = {
  title: string
  /** Working days ahead; of a series, the first that counts. */
  day: number
  /** Local time of day; absent: the whole day. */
  at?: string
  /** Minutes, or days of a whole-day event. */
  lasts: number
  /** 'Clara Voss <clara@meridian.example>'; absent: the calendar's owner. */
  organiser?: string
  guests?: string[]
  text?: string
  place?: string
  /** Whether there is a link to join. */
  online?: boolean
  /** What the owner has answered. */
  answer?: 'accepted' | 'declined' | 'tentative' | 'needsAction'
  /** Google's kind of event. */
  type?: string
  /** Weekdays of a series, Monday 1. */
  weekly?: number[]
}
