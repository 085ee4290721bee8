import { isAbsenceNotice } from './absence'
import { understandApproval } from './approval'
import { understandChoice } from './choice'
import { longestAnswer } from './clauses'
import { type Question, unclear, type Understood } from './question'

/**
 * What a person's words say to a question, for the part of their reply that they wrote themselves (`readReply`): words of a quote must
 * not be handed in. Deterministic, and made to ask back rather than to err; an `unclear` one is never a no.
 */
export function understandAnswer(question: Question, reply: string): Understood {
  const text = reply.trim()
  if (text === '') return unclear('empty')
  if (isAbsenceNotice(text)) return unclear('automatic')
  if (question.kind === 'text') return { kind: 'answer', value: text, note: null }
  // What is not read to its end may take back what it says.
  if (text.length > longestAnswer) return unclear('unknown')
  return question.kind === 'approval' ? understandApproval(text) : understandChoice(question.options, text)
}
