import type { Unclear } from '../feedback/answers/question'

const texts: Record<Exclude<Unclear, 'automatic'>, string> = {
  empty: 'There is nothing in your mail that could be read.',
  several: 'Your mail says more than one thing.',
  hesitant: 'Your mail leaves it open.',
  question: 'Your mail asks something itself.',
  unknown: 'It is not clear what your mail decides.',
}

/** Why somebody is asked back. */
export const unclearText = (why: Exclude<Unclear, 'automatic'>): string => texts[why]
