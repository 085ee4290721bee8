import { firstAsButton, type MailTemplate } from './mail-template'

/** Something that a person has to mend. */
export const alert: MailTemplate = {
  reason: 'You get this because you look after this in Switchboard.',
  acts: firstAsButton,
}
