import { z } from 'zod'

/**
 * What can be amiss in a conversation. None comes about while the flows run as they are written, each in one transaction: but after a backup that
 * was put back in part, a change by hand, a job that the queue has given up, or a fault of ours.
 */
export const inconsistencies = {
  number_behind: 'its count of events lies behind its events, so that nothing more could be written',
  run_lost: 'an answer is to be written, and no job does it',
  answer_open: 'an answer stands as being written, and nobody writes it',
  agent_busy: 'its agent stands as busy, and does nothing',
  end_unclear: 'its end and the time of its end do not go together',
  heard_unnoted: 'what a person said stands as not read, though the agent has taken it up',
  arrival_unnoted: 'what the agent said has arrived outside, and is not noted as arrived',
  card_old: 'the card of a question does not say what became of it',
  question_forgotten: 'an open question is looked at by nobody, and would never end',
  untold: 'pages that follow it were not told what it has come to',
  too_many_active: 'its member has more conversations going on than one may',
} as const

const names = [
  'number_behind',
  'run_lost',
  'answer_open',
  'agent_busy',
  'end_unclear',
  'heard_unnoted',
  'arrival_unnoted',
  'card_old',
  'question_forgotten',
  'untold',
  'too_many_active',
] as const satisfies (keyof typeof inconsistencies)[]

/** `subjectId`: the run, message or question it is about; the conversation's own id where it is about that. */
export const inconsistencySchema = z.object({
  kind: z.enum(names),
  teamId: z.string(),
  conversationId: z.string(),
  subjectId: z.string(),
})

export type Inconsistency = z.infer<typeof inconsistencySchema>
export type InconsistencyKind = Inconsistency['kind']
