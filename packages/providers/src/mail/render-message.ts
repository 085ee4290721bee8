import type { ChannelMessage, MessageAction } from '@switchboard/core/ports/message-channel'
import { formatForMail } from './format'
import { frameMail, oneLine, type RenderedMail } from './templates/frame'
import { type Action, actionText, button, choices, link, note, title } from './templates/parts'

/** Why a person gets it, which stands below each mail. */
const reasons: Record<ChannelMessage['template'], string> = {
  message: 'You get this because you are reached by mail.',
  question: 'You get this because Switchboard may ask you by mail.',
  digest: 'You get this because you asked for a summary by mail.',
  alert: 'You get this because you look after this in Switchboard.',
}
const decidesNothing = 'Opening a link decides nothing yet: its page asks once more.'
const previewLength = 150

/** A message as a mail, in HTML and in plain text. Mail knows links alone: what may be pressed leads to its page. */
export function renderMessage(message: ChannelMessage, publicUrl: string): RenderedMail {
  const { template, outcome, actions, unsubscribeUrl } = message
  const body = formatForMail(message.body)
  const result = outcome === null ? null : formatForMail(outcome)
  const pressed = actions.map(actionOf)
  const [first, ...others] = pressed
  const html = [
    title(message.title),
    ...(result ? [result.html] : []),
    body.html,
    // What asks is answered by one of several; elsewhere the first is what one mostly wants.
    ...(template === 'question' && pressed.length > 1 ? [choices(pressed)] : []),
    ...(template !== 'question' || pressed.length === 1
      ? [...(first ? [button(first)] : []), ...others.map(lineOf)]
      : []),
    ...(pressed.length > 0 ? [note(decidesNothing)] : []),
    ...(message.link ? [pressed.length > 0 ? lineOf(message.link) : button(message.link)] : []),
    ...(unsubscribeUrl ? [lineOf(unsubscribing(unsubscribeUrl))] : []),
  ]
  const text = [
    message.title,
    ...(result ? [result.text] : []),
    body.text,
    pressed.map(actionText).join('\n'),
    pressed.length > 0 ? decidesNothing : '',
    message.link ? actionText(message.link) : '',
    unsubscribeUrl ? actionText(unsubscribing(unsubscribeUrl)) : '',
  ]
  return frameMail({
    subject: oneLine(message.title),
    preview: oneLine(result?.text ?? body.text).slice(0, previewLength),
    html: html.join('\n'),
    text: text.filter((part) => part !== '').join('\n\n'),
    footer: { reason: reasons[template], settingsUrl: new URL('/settings/notifications', publicUrl).href },
  })
}

const actionOf = ({ label, url }: MessageAction): Action => ({ label, url })
const lineOf = (action: Action) => `<p style="margin: 0 0 16px">${link(action)}</p>`
const unsubscribing = (url: string): Action => ({ label: 'Unsubscribe', url })
