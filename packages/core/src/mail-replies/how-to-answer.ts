import type { FeedbackRequest } from '@switchboard/db'
import { optionsOf } from '../feedback/question-of'

/** How a question is answered by mail, as one or two sentences of plain text. */
export function howToAnswer(request: Pick<FeedbackRequest, 'kind' | 'options'>): string {
  switch (request.kind) {
    case 'approval':
      return 'Write ‘approve’ or ‘reject’; a reason may follow.'
    case 'choice':
      return `Write one of these: ${optionsOf(request)
        .map(({ label }) => label)
        .join(', ')}.`
    case 'text':
      return 'What you write above the quoted mail is your answer.'
  }
}

/** The same for a suggestion. */
export const howToDecide = 'Write ‘approve’, ‘dismiss’ or ‘later’.'
