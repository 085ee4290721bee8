import { firstAsButton, type MailTemplate } from './mail-template'

/** What waits for a person, once a day. */
export const digest: MailTemplate = {
  reason: 'You get this because you asked for a summary by mail.',
  acts: firstAsButton,
}
