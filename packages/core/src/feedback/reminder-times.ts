import type { FeedbackRequest } from '@switchboard/db'

/** Reminders go out when so much of the time is over. */
const shares = [0.5, 0.9] as const

type Times = Pick<FeedbackRequest, 'createdAt' | 'expiresAt'>

const timeOf = ({ createdAt, expiresAt }: Times, share: number) =>
  new Date(createdAt.getTime() + (expiresAt.getTime() - createdAt.getTime()) * share)

/** When a question is looked at next after so many reminders: for the next one, or for its end. */
export function nextLook(times: Times, reminders: number): Date {
  const share = shares[reminders]
  return share === undefined ? times.expiresAt : timeOf(times, share)
}

/** The reminder that is due by a time, the later of two; 0: none is yet. */
export function reminderAt(times: Times, now: Date): 0 | 1 | 2 {
  if (now >= timeOf(times, shares[1])) return 2
  return now >= timeOf(times, shares[0]) ? 1 : 0
}
