import type { ItemSnapshot } from '../items'

/** A made-up mail that asks for something by a certain time. */
export const sampleItem = (now: Date): ItemSnapshot => ({
  kind: 'email',
  externalId: 'sample',
  threadId: null,
  title: 'The draft of the contract',
  sender: { name: 'Writer', address: 'writer@localhost' },
  receivedAt: now.toISOString(),
  url: null,
  text: 'Hello,\n\ncould you please review the draft and send me your notes by Friday, 3 pm? We cannot start before.\n\nKind regards',
  to: [{ name: 'Reader', address: 'reader@localhost' }],
  cc: [],
  messageId: null,
  inReplyTo: null,
  quotedText: '',
  html: null,
  attachments: [],
  labels: [],
  unread: true,
  bulk: false,
  snippet: '',
})
