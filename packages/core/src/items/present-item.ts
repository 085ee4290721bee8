import type { Item } from '@switchboard/db'
import { type EventItem, itemSnapshotSchema, type MessageItem, type PageItem } from '../items'

/** The item as pages read it, from its snapshot: nothing is fetched again. */
export function presentItem(item: Item) {
  const snapshot = itemSnapshotSchema.parse(item.snapshot)
  const mail = snapshot.kind === 'email' ? snapshot : null
  return {
    id: item.id,
    kind: snapshot.kind,
    title: snapshot.title,
    sender: snapshot.sender,
    to: mail?.to ?? [],
    cc: mail?.cc ?? [],
    text: snapshot.text,
    quotedText: mail?.quotedText ?? '',
    hasHtml: mail?.html != null,
    url: snapshot.url,
    receivedAt: item.receivedAt,
    attachments: mail?.attachments ?? [],
    event: snapshot.kind === 'event' ? presentEvent(snapshot) : null,
    message: snapshot.kind === 'message' ? presentMessage(snapshot) : null,
    page: snapshot.kind === 'page' ? presentPage(snapshot) : null,
  }
}

const presentMessage = ({ channelName, direct, threadId, addressees = [] }: MessageItem) => ({
  channelName,
  direct,
  inThread: threadId !== null,
  addressees,
})

const presentEvent = ({
  days,
  recurring,
  response,
  location,
  meetingUrl,
  organiser,
  attendees,
  ...event
}: EventItem) => ({
  startsAt: new Date(event.startsAt),
  endsAt: new Date(event.endsAt),
  days,
  recurring,
  response,
  location,
  meetingUrl,
  organiser,
  attendees,
})

const presentPage = ({ concern, status, dueAt, properties }: PageItem) => ({ concern, status, dueAt, properties })
