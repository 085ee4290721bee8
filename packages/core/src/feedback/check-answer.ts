import type { FeedbackRequest } from '@switchboard/db'
import { SwitchboardError } from '../errors'
import { feedbackLimits } from './limits'
import { type Answer, optionsOf } from './question-of'

type Asked = Pick<FeedbackRequest, 'kind' | 'options'>

/** An answer that fits what was asked, without the spaces around it. Throws invalid_input in words for who answers. */
export function checkAnswer(asked: Asked, given: { value: string; note?: string | null }): Answer {
  const value = given.value.trim()
  const note = given.note?.trim() || null
  if ([value, note ?? ''].some((text) => text.includes('\0') || !text.isWellFormed()))
    throw unfit('This answer has signs in it that cannot be kept. Write it again.')
  if (note !== null && note.length > feedbackLimits.note)
    throw unfit(`Shorten your note to ${feedbackLimits.note.toLocaleString('en-GB')} characters.`, 'note')
  switch (asked.kind) {
    case 'approval':
      if (value !== 'approve' && value !== 'reject') throw unfit('Approve or reject it.')
      break
    case 'choice': {
      const options = optionsOf(asked)
      if (!options.some(({ id }) => id === value))
        throw unfit(`Choose one of these: ${options.map(({ label }) => label).join(', ')}.`)
      break
    }
    case 'text':
      if (value === '') throw unfit('Write an answer first.')
      if (value.length > feedbackLimits.answer)
        throw unfit(`Shorten your answer to ${feedbackLimits.answer.toLocaleString('en-GB')} characters.`)
      break
  }
  return { value, note }
}

const unfit = (message: string, field = 'value') => new SwitchboardError('invalid_input', message, { field })
