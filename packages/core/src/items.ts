import { z } from 'zod'

export const personSchema = z.object({ name: z.string(), address: z.string().nullable() })

/** `id`: the person's own at the service, by which they may have linked themselves. */
const addresseeSchema = personSchema.extend({ id: z.string().optional() })

export const attachmentSchema = z.object({
  fileName: z.string(),
  mimeType: z.string(),
  sizeBytes: z.number().int().nonnegative(),
})

/**
 * The normalised item: what a provider's mail, event, message or page looks like to the rest of the house. It is stored as
 * the item's snapshot, so review never fetches again. Text is untrusted data.
 */
const common = {
  /** The item's id at the provider, unique within its connection. */
  externalId: z.string().min(1),
  threadId: z.string().nullable(),
  title: z.string(),
  sender: personSchema,
  /** ISO 8601 instant. */
  receivedAt: z.iso.datetime({ offset: true }),
  /** Where a person opens it at the provider. */
  url: z.url().nullable(),
  /** Plain text that is judged, shown and quoted; evidence offsets count UTF-16 units in it. */
  text: z.string(),
  /**
   * Names all that counts of the item. One that comes again under another name has changed and is judged anew; without one, an item
   * never changes.
   */
  revision: z.string().min(1).optional(),
}

export const emailItemSchema = z.object({
  kind: z.literal('email'),
  ...common,
  to: z.array(personSchema),
  cc: z.array(personSchema),
  messageId: z.string().nullable(),
  inReplyTo: z.string().nullable(),
  /** Earlier messages quoted below `text`, not judged. */
  quotedText: z.string(),
  /** The HTML body as received, unsanitised; null when there was none. */
  html: z.string().nullable(),
  attachments: z.array(attachmentSchema),
  labels: z.array(z.string()),
  unread: z.boolean(),
  /** Mail sent to many (List-Id, List-Unsubscribe, Precedence, Auto-Submitted headers). */
  bulk: z.boolean(),
  snippet: z.string(),
})

export const eventItemSchema = z.object({
  kind: z.literal('event'),
  ...common,
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  /** The calendar days of an event without times of day, the last one included; null for one that has them. */
  days: z.object({ first: z.iso.date(), last: z.iso.date() }).nullable(),
  /** One of a series. */
  recurring: z.boolean(),
  /** Whether the calendar's owner has said to come. */
  response: z.enum(['accepted', 'tentative', 'open']),
  /** When preparing is to be done, as the connection's settings say. */
  prepareBy: z.iso.datetime({ offset: true }),
  location: z.string().nullable(),
  meetingUrl: z.url().nullable(),
  organiser: personSchema,
  attendees: z.array(personSchema),
})

export const messageItemSchema = z.object({
  kind: z.literal('message'),
  ...common,
  sender: addresseeSchema,
  channelName: z.string(),
  direct: z.boolean(),
  /** The address of the private channel in which it was written. Absent: everybody of the workspace may read it there. */
  privateTo: z.string().optional(),
  mentionsOwner: z.boolean(),
  /** Those who are asked, the first before the others; a member of the team among them is given the task. */
  addressees: z.array(addresseeSchema).optional(),
})

export const pageItemSchema = z.object({
  kind: z.literal('page'),
  ...common,
  /** Why it is the person's: it is assigned to them, or its words name them. Null where the service does not tell. */
  concern: z.enum(['assigned', 'mentioned']).nullable().default(null),
  /** The columns of its table that name the person: 'Assignee', 'Reviewer', 'Watchers'. */
  roles: z.array(z.string()).default([]),
  /** Where its work stands, in the words of its table. */
  status: z.string().nullable().default(null),
  /** A calendar day, or an instant where a time of day is named. */
  dueAt: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })])
    .nullable()
    .default(null),
  /** What else its table says of it, as people read it. */
  properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  /** The paragraphs of `text` that name the person, word for word. */
  mentions: z.array(z.string()).default([]),
})

/** A page of which nothing is known but its words. */
export const noPageFacts = { concern: null, roles: [], status: null, dueAt: null, properties: [], mentions: [] }

export const itemSnapshotSchema = z.discriminatedUnion('kind', [
  emailItemSchema,
  eventItemSchema,
  messageItemSchema,
  pageItemSchema,
])

export type EmailItem = z.infer<typeof emailItemSchema>
export type MessageItem = z.infer<typeof messageItemSchema>
export type EventItem = z.infer<typeof eventItemSchema>
export type PageItem = z.infer<typeof pageItemSchema>
export type ItemSnapshot = z.infer<typeof itemSnapshotSchema>
