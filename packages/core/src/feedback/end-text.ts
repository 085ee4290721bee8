import { tz } from '@date-fns/tz'
import type { FeedbackRequest } from '@switchboard/db'
import { format } from 'date-fns'
import { whereText } from '../channels/where-text'
import { answerSchema, optionsOf, stateAt } from './question-of'

/** Of what somebody wrote, so much is said where the question stands. */
const longestQuote = 300

/** What a question came to, as one sentence of plain text; null while it waits. `by`: who has answered. */
export function endText(request: FeedbackRequest, by: string | null, now: Date): string | null {
  switch (stateAt(request, now)) {
    case 'open':
      return null
    case 'expired':
      return 'Nobody answered in time.'
    case 'cancelled':
      return 'Withdrawn: no answer is needed any more.'
    case 'answered':
      return answeredText(request, by ?? 'Somebody who has left')
  }
}

function answeredText(request: FeedbackRequest, by: string): string {
  const where = whereText(request.answeredVia)
  const note = answerSchema.parse(request.answer).note
  const noted = note === null ? '' : ` ${quoted(note)}`
  switch (request.kind) {
    case 'approval':
      return `${verdictOf(request)} by ${by} ${where}.${noted}`
    case 'choice':
      return `${by} chose ${quoted(answerText(request))} ${where}.${noted}`
    case 'text':
      return `${by} answered ${where}: ${quoted(answerText(request))}`
  }
}

const verdictOf = ({ answer }: FeedbackRequest) =>
  answerSchema.parse(answer).value === 'approve' ? 'Approved' : 'Rejected'

/** The answer in words: the verdict, the option's label, or the text. */
export function answerText(request: FeedbackRequest): string {
  const { value } = answerSchema.parse(request.answer)
  switch (request.kind) {
    case 'approval':
      return verdictOf(request)
    case 'choice':
      return optionsOf(request).find(({ id }) => id === value)?.label ?? value
    case 'text':
      return value
  }
}

/** What somebody is told who comes too late: who was first, where and when, in their zone. `first`: 'Ada Lindqvist was first'. */
export function lateText(request: FeedbackRequest, first: string, timeZone: string, now: Date): string {
  const at = (moment: Date) => format(moment, 'EEEE d MMMM, HH:mm', { in: tz(timeZone) })
  switch (stateAt(request, now)) {
    case 'answered': {
      const { answeredVia, answeredAt } = request
      const when = answeredAt ? ` on ${at(answeredAt)}` : ''
      return `${first}, ${whereText(answeredVia)}${when}: ${quoted(answerText(request))}.`
    }
    case 'expired':
      return `This question expired on ${at(request.expiresAt)}: nobody had answered in time.`
    case 'open':
    case 'cancelled':
      return 'This question was withdrawn: no answer is needed any more.'
  }
}

const quoted = (text: string) => `“${text.length > longestQuote ? `${text.slice(0, longestQuote).trimEnd()}…` : text}”`
