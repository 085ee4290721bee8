import { escapeHtml } from '../html'
import { light } from '../theme'
import { frameMail, type RenderedMail } from './frame'
import { type Action, actionText, button, paragraph, title } from './parts'

export type Alert = {
  /** `bad`: something has stopped. `warn`: it will, or works in part. */
  tone: 'bad' | 'warn'
  /** What is wrong: 'Gmail has stopped: it wants you to sign in again'. */
  problem: string
  /** Since when, what that means, what is not lost. */
  detail: string
  /** What to do about it. */
  advice: string
  action: Action
  settingsUrl: string
}

const words = { bad: 'Stopped', warn: 'Needs attention' }

/** Something that a person has to mend. */
export function alert({ tone, problem, detail, advice, action, settingsUrl }: Alert): RenderedMail {
  return frameMail({
    subject: problem,
    preview: advice,
    html: `<p class="${tone}" style="margin: 0 0 4px; font-size: 13px; line-height: 20px; font-weight: 600; color: ${light[tone]}">${escapeHtml(words[tone])}</p>
${title(problem)}${paragraph(detail)}${paragraph(advice)}
${button(action)}`,
    text: [`${words[tone]}: ${problem}`, detail, advice, actionText(action)].join('\n\n'),
    footer: { reason: 'You get this because you look after this connection.', settingsUrl },
  })
}
