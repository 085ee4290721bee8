import type { FeedbackKind } from '@switchboard/db'
import { SwitchboardError } from '../errors'
import type { Asking } from './ask-feedback'
import { feedbackLimits, waitingMs } from './limits'
import type { Option } from './question-of'

type Checked = { kind: FeedbackKind; question: string; details: string; options: Option[] }

/** What a question says, without the spaces around it. Throws invalid_input with the field. */
export function checkQuestion({ kind, question, details = '', options = [], expiresInMs }: Asking): Checked {
  const text = question.trim()
  if (text === '') throw unfit('question', 'Write the question first.')
  if (text.length > feedbackLimits.question)
    throw unfit('question', `Shorten the question to ${feedbackLimits.question} characters, and explain it below.`)
  if (details.length > feedbackLimits.details)
    throw unfit('details', `Shorten the explanation to ${feedbackLimits.details.toLocaleString('en-GB')} characters.`)
  if ([text, details, ...options].some((words) => words.includes('\0') || !words.isWellFormed()))
    throw unfit('question', 'This question has signs in it that cannot be kept. Write it again.')
  if (expiresInMs !== undefined && !(expiresInMs >= waitingMs.least && expiresInMs <= waitingMs.most))
    throw unfit('expiresInMs', 'An answer is waited for from ten minutes to thirty days.')
  return { kind, question: text, details: details.trim(), options: kind === 'choice' ? checkOptions(options) : [] }
}

function checkOptions(labels: string[]): Option[] {
  const trimmed = labels.map((label) => label.trim())
  if (trimmed.length < 2 || trimmed.length > feedbackLimits.options)
    throw unfit('options', `Give from 2 to ${feedbackLimits.options} options.`)
  if (trimmed.some((label) => label === '' || label.length > feedbackLimits.option))
    throw unfit('options', `Write each option in 1 to ${feedbackLimits.option} characters.`)
  // People answer by name, in any case.
  if (new Set(trimmed.map((label) => label.toLowerCase())).size < trimmed.length)
    throw unfit('options', 'Two options say the same.')
  return trimmed.map((label, index) => ({ id: String(index + 1), label }))
}

const unfit = (field: string, message: string) => new SwitchboardError('invalid_input', message, { field })
