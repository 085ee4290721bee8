import type { OutboundMessage } from '@switchboard/db'

/** What an answer by mail can be about. */
export type SubjectKind = 'feedback' | 'suggestion' | 'said'

const subjectKinds: Readonly<Record<string, SubjectKind | 'reply'>> = {
  feedback: 'feedback',
  // Who answers that it is over hears who was first.
  feedback_end: 'feedback',
  suggestion: 'suggestion',
  said: 'said',
  // What we wrote about an answer: it is about the same.
  mail_reply: 'reply',
}

/** What an answer to a message of a kind is about: `reply` for what the answer before it was about, null for what nobody answers. */
export const subjectKindOf = ({ kind }: Pick<OutboundMessage, 'kind'>): SubjectKind | 'reply' | null =>
  Object.hasOwn(subjectKinds, kind) ? (subjectKinds[kind] ?? null) : null

/** Whether an answer by mail to a message of this kind does anything. */
export const isAnswerable = (kind: string): boolean => subjectKindOf({ kind }) !== null
