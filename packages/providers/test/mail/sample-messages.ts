import type { ChannelMessage } from '@switchboard/core/ports/message-channel'

/** A message of which a test says only what it is about. */
export const messageWith = (parts: Partial<ChannelMessage> = {}): ChannelMessage => ({
  template: 'message',
  title: 'Gmail needs you',
  body: 'It wants you to **sign in** again.',
  actions: [],
  link: { label: 'Look at it', url: 'https://switchboard.example/integrations' },
  outcome: null,
  unsubscribeUrl: null,
  ...parts,
})

export const question = messageWith({
  template: 'question',
  title: 'Send the offer?',
  body: 'To **Meridian**, by Wednesday.',
  actions: [
    { id: 'yes', label: 'Send it', style: 'primary', url: 'https://switchboard.example/answer/1?as=yes' },
    { id: 'no', label: 'Do not', style: 'danger', url: 'https://switchboard.example/answer/1?as=no' },
  ],
})
