import { formatForMail } from '../format'
import { frameMail, type RenderedMail } from './frame'
import { actionText, link, note } from './parts'

export type AgentMessage = {
  /** Of the agent, as the person knows it. */
  agent: string
  /** What the conversation is about. */
  subject: string
  markdown: string
  conversationUrl: string
  /** Whether an answer to this mail reaches the agent. */
  canReply: boolean
  settingsUrl: string
}

/** What an agent says, by mail. */
export function agentMessage({
  agent,
  subject,
  markdown,
  conversationUrl,
  canReply,
  settingsUrl,
}: AgentMessage): RenderedMail {
  const { html, text } = formatForMail(markdown)
  const open = { label: 'Open the conversation', url: conversationUrl }
  const hint = canReply ? `Reply to this mail to answer ${agent}.` : `${agent} does not read replies to this mail.`
  return frameMail({
    subject,
    preview: text.slice(0, 150),
    html: `${note(`${agent} writes`)}${html}
<p style="margin: 24px 0 8px">${link(open)}</p>
${note(hint)}`,
    text: [`${agent} writes:`, text, actionText(open), hint].join('\n\n'),
    footer: { reason: `You get this because you talk with ${agent} by mail.`, settingsUrl },
  })
}
