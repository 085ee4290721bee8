import type { Content } from '../contents'

/** Sent by a member to see which way a message takes. */
export const testContent: Content = async (ctx) => ({
  template: 'message',
  title: 'A test message from Switchboard',
  body: 'This is how messages reach you here. You asked for it on the page of your notifications.',
  actions: [],
  link: { label: 'Open notifications', url: new URL('/settings/notifications', ctx.publicUrl).href },
  outcome: null,
  unsubscribeUrl: null,
})
