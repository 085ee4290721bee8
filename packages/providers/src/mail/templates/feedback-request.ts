import { formatForMail } from '../format'
import { frameMail, type RenderedMail } from './frame'
import { instantText } from './instant-text'
import { type Action, actionText, button, choices, note, title } from './parts'

export type FeedbackRequest = {
  agent: string
  /** In one line, for the subject. */
  summary: string
  /** The question, in Markdown. */
  question: string
  /** Each leads to a page that asks once more: opening it decides nothing. Empty: the answer is written. */
  options: readonly Action[]
  /** The page where the question is answered, in words too. */
  answerUrl: string
  canReply: boolean
  expiresAt: Date
  /** Of the person, such as Europe/Berlin. */
  timeZone: string
  settingsUrl: string
}

/** What an agent wants to know before it goes on. */
export function feedbackRequest(request: FeedbackRequest): RenderedMail {
  const { agent, summary, question, options, answerUrl, canReply, settingsUrl } = request
  const { html, text } = formatForMail(question)
  const until = `${agent} waits for your answer until ${instantText(request.expiresAt, request.timeZone)}.`
  const reply = canReply ? ' You can also reply to this mail.' : ''
  const asks = `${agent} asks`
  const answer = { label: 'Write your answer', url: answerUrl }
  return frameMail({
    subject: `${asks}: ${summary}`,
    preview: until,
    html: `${note(asks)}${title(summary)}${html}
${options.length > 0 ? choices(options) : button(answer)}
${note(until + reply)}`,
    text: [
      `${asks}: ${summary}`,
      text,
      (options.length > 0 ? options : [answer]).map(actionText).join('\n'),
      until + reply,
    ].join('\n\n'),
    footer: { reason: `You get this because ${agent} may ask you by mail.`, settingsUrl },
  })
}
