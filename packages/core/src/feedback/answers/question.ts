/** What a feedback request asks, as far as its answer is read. */
export type Question =
  | { kind: 'approval' }
  /** In the order in which they were shown: people answer by number and letter. */
  | { kind: 'choice'; options: readonly { value: string; label: string }[] }
  | { kind: 'text' }

export type Understood =
  /** `value`: `approve` or `reject`, an option's value, or the text. `note`: what was said beside it, in the sender's words. */
  { kind: 'answer'; value: string; note: string | null } | { kind: 'unclear'; why: Unclear }

/** For the words in which it is asked back. */
export type Unclear =
  /** Nothing was written. */
  | 'empty'
  /** A notice of absence, which nobody wrote for this question. */
  | 'automatic'
  /** A yes and a no, or several options. */
  | 'several'
  /** A condition, a doubt, a promise to look at it. */
  | 'hesitant'
  /** A question back. */
  | 'question'
  /** None of the words that answer this. */
  | 'unknown'

export const unclear = (why: Unclear): Understood => ({ kind: 'unclear', why })
