import type { ItemSnapshot } from '../items'

type Wanted = { id: string; kind: ItemSnapshot['kind']; now: Date; person: { name: string; address: string } }

const title = 'Test of Switchboard: reply to confirm'
const sender = { name: 'Switchboard', address: null }
const ask = 'Could you please confirm by tomorrow that this test item has reached you?'
const words = `Hello,\n\n${ask}\n\nNothing is sent anywhere: Switchboard has made this item itself.`
const dayMs = 86_400_000

/** What `Item.externalId` of a test item begins with. */
export const testItemPrefix = 'switchboard-test:'

/** An item as the provider's own would be, which plainly asks its reader for something. */
export function composeTestItem({ id, kind, now, person }: Wanted): ItemSnapshot {
  const common = {
    externalId: `${testItemPrefix}${id}`,
    threadId: null,
    title,
    sender,
    receivedAt: now.toISOString(),
    url: null,
    text: words,
  }
  switch (kind) {
    case 'email':
      return {
        kind,
        ...common,
        to: [person],
        cc: [],
        messageId: null,
        inReplyTo: null,
        quotedText: '',
        html: null,
        attachments: [],
        labels: [],
        unread: true,
        bulk: false,
        snippet: ask,
      }
    case 'message':
      return {
        kind,
        ...common,
        text: ask,
        channelName: 'Switchboard',
        direct: true,
        mentionsOwner: true,
        addressees: [person],
      }
    case 'page':
      return {
        kind,
        ...common,
        concern: 'assigned',
        roles: ['Assignee'],
        status: 'To do',
        dueAt: new Date(now.getTime() + dayMs).toISOString().slice(0, 10),
        properties: [],
        mentions: [],
      }
    case 'event':
      return {
        kind,
        ...common,
        text: `Please prepare a short answer to this: has the test item reached you?`,
        startsAt: new Date(now.getTime() + 3 * dayMs).toISOString(),
        endsAt: new Date(now.getTime() + 3 * dayMs + 3_600_000).toISOString(),
        days: null,
        recurring: false,
        response: 'accepted',
        prepareBy: new Date(now.getTime() + 2 * dayMs).toISOString(),
        location: null,
        meetingUrl: null,
        organiser: sender,
        attendees: [person, sender],
      }
  }
}
