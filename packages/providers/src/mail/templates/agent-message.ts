import { firstAsButton, type MailTemplate } from './mail-template'

/** What Switchboard or an agent has to say. */
export const agentMessage: MailTemplate = {
  reason: 'You get this because you are reached by mail.',
  acts: firstAsButton,
}
