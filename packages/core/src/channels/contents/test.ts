import type { Content } from '../contents'
import { actionId } from '../presses'

/** Sent by a member to see which way a message takes. */
export const testContent: Content = async (ctx, { id, answeredAt }) => {
  const url = new URL('/settings/notifications', ctx.publicUrl).href
  return {
    template: 'message',
    title: 'A test message from Switchboard',
    body: 'This is how messages reach you here. You asked for it on the page of your notifications.',
    actions: answeredAt ? [] : [{ id: actionId('message.seen', id), label: 'It has arrived', style: 'primary', url }],
    link: { label: 'Open notifications', url },
    outcome: answeredAt ? 'You have seen it: messages reach you here.' : null,
    unsubscribeUrl: null,
  }
}
