import { firstAsButton, type MailTemplate } from './mail-template'
import { choices } from './parts'

/** A question: it is answered by one of several, which stand side by side. */
export const feedbackRequest: MailTemplate = {
  reason: 'You get this because Switchboard may ask you by mail.',
  acts: (actions) => (actions.length > 1 ? [choices(actions)] : firstAsButton(actions)),
}
