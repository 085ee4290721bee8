import type { ChannelMessage, MessageAction } from '@switchboard/core/ports/message-channel'
import { formatForMail } from './format'
import { frameMail, oneLine, type RenderedMail } from './templates/frame'
import { agentMessage } from './templates/agent-message'
import { alert } from './templates/alert'
import { digest } from './templates/digest'
import { feedbackRequest } from './templates/feedback-request'
import { lineOf, type MailTemplate } from './templates/mail-template'
import { type Action, actionText, button, note, title } from './templates/parts'

const templates: Record<ChannelMessage['template'], MailTemplate> = {
  message: agentMessage,
  question: feedbackRequest,
  digest,
  alert,
  said: agentMessage,
}
const decidesNothing = 'Opening a link decides nothing yet: its page asks once more.'
const previewLength = 150

/**
 * A message as a mail, in HTML and in plain text. Mail knows links alone: what may be pressed leads to its page. `replyHint`: how it is
 * answered by mail; null: nobody would read that.
 */
export function renderMessage(
  message: ChannelMessage,
  publicUrl: string,
  replyHint: string | null = null,
): RenderedMail {
  const { outcome, actions, unsubscribeUrl } = message
  const template = templates[message.template]
  const body = formatForMail(message.body)
  const result = outcome === null ? null : formatForMail(outcome)
  const pressed = actions.map(actionOf)
  const html = [
    title(message.title),
    ...(result ? [result.html] : []),
    body.html,
    ...template.acts(pressed),
    ...(pressed.length > 0 ? [note(decidesNothing)] : []),
    ...(replyHint === null ? [] : [note(replyHint)]),
    ...(message.link ? [pressed.length > 0 ? lineOf(message.link) : button(message.link)] : []),
    ...(unsubscribeUrl ? [lineOf(unsubscribing(unsubscribeUrl))] : []),
  ]
  const text = [
    message.title,
    ...(result ? [result.text] : []),
    body.text,
    pressed.map(actionText).join('\n'),
    pressed.length > 0 ? decidesNothing : '',
    replyHint ?? '',
    message.link ? actionText(message.link) : '',
    unsubscribeUrl ? actionText(unsubscribing(unsubscribeUrl)) : '',
  ]
  return frameMail({
    subject: oneLine(message.title),
    preview: oneLine(result?.text ?? body.text).slice(0, previewLength),
    html: html.join('\n'),
    text: text.filter((part) => part !== '').join('\n\n'),
    footer: { reason: template.reason, settingsUrl: new URL('/settings/notifications', publicUrl).href },
  })
}

const actionOf = ({ label, url }: MessageAction): Action => ({ label, url })
const unsubscribing = (url: string): Action => ({ label: 'Unsubscribe', url })
