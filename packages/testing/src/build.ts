import { randomUUID } from 'node:crypto'
import type { Connection, Database, Item, Prisma, Suggestion, User } from '@switchboard/db'
import type { Actor } from '@switchboard/core/context'
import type { EmailItem, EventItem, ItemSnapshot } from '@switchboard/core/items'

/** Data builders: a sensible row each, every field overridable. */

export async function buildMember(
  db: Database,
  fields: { teamId?: string; role?: Actor['role']; name?: string; timeZone?: string } = {},
): Promise<{ user: User; actor: Actor }> {
  const name = fields.name ?? 'Ada Lindqvist'
  const teamId = fields.teamId ?? (await db.team.create({ data: { name: 'Northwind Studio' } })).id
  const user = await db.user.create({
    data: { name, email: `${randomUUID()}@northwind.example`, timeZone: fields.timeZone ?? 'Europe/Berlin' },
  })
  const role = fields.role ?? 'owner'
  await db.membership.create({ data: { teamId, userId: user.id, role } })
  return { user, actor: { userId: user.id, teamId, role } }
}

export async function buildConnection(
  db: Database,
  actor: Actor,
  fields: Partial<Connection> = {},
): Promise<Connection> {
  return db.connection.create({
    data: {
      teamId: actor.teamId,
      ownerId: actor.userId,
      provider: 'gmail',
      accountId: randomUUID(),
      accountName: 'ada@northwind.example',
      status: 'connected',
      grantedScopes: [],
      ...fields,
      settings: fields.settings ?? {},
      cursor: fields.cursor ?? undefined,
    },
  })
}

/** A mail as a provider would normalise it. */
export function emailItem(fields: Partial<EmailItem> = {}): EmailItem {
  return {
    kind: 'email',
    externalId: randomUUID(),
    threadId: null,
    title: 'Security questionnaire',
    sender: { name: 'Meridian Health', address: 'procurement@meridian.example' },
    receivedAt: '2026-03-02T08:00:00.000Z',
    url: null,
    text: 'Hello Ada,\n\nCould you return the security questionnaire by Friday? We cannot sign before.\n\nKind regards',
    to: [{ name: 'Ada Lindqvist', address: 'ada@northwind.example' }],
    cc: [],
    messageId: null,
    inReplyTo: null,
    quotedText: '',
    html: null,
    attachments: [],
    labels: ['INBOX', 'UNREAD'],
    unread: true,
    bulk: false,
    snippet: 'Could you return the security questionnaire by Friday?',
    ...fields,
  }
}

/** An event as a calendar's provider would normalise it. */
export function eventItem(fields: Partial<EventItem> = {}): EventItem {
  return {
    kind: 'event',
    externalId: randomUUID(),
    threadId: null,
    title: 'Quarterly review',
    sender: { name: 'Ben Okafor', address: 'ben@northwind.example' },
    receivedAt: '2026-03-02T08:00:00.000Z',
    url: null,
    text: 'Please prepare the figures of your team.',
    revision: 'one',
    startsAt: '2026-03-05T10:00:00.000Z',
    endsAt: '2026-03-05T11:00:00.000Z',
    days: null,
    recurring: false,
    response: 'accepted',
    prepareBy: '2026-03-04T10:00:00.000Z',
    location: 'Room 4',
    meetingUrl: null,
    organiser: { name: 'Ben Okafor', address: 'ben@northwind.example' },
    attendees: [
      { name: 'Ada Lindqvist', address: 'ada@northwind.example' },
      { name: 'Ben Okafor', address: 'ben@northwind.example' },
    ],
    ...fields,
  }
}

export const buildItem = (db: Database, connection: Connection, fields: Partial<EmailItem> = {}): Promise<Item> =>
  enterItem(db, connection, emailItem(fields))

/** Enters what a provider has read, waiting to be judged. */
export async function enterItem(db: Database, connection: Connection, snapshot: ItemSnapshot): Promise<Item> {
  return db.item.create({
    data: {
      teamId: connection.teamId,
      connectionId: connection.id,
      externalId: snapshot.externalId,
      threadId: snapshot.threadId,
      kind: snapshot.kind,
      title: snapshot.title,
      senderName: snapshot.sender.name,
      senderAddress: snapshot.sender.address,
      receivedAt: snapshot.receivedAt,
      url: snapshot.url,
      snapshot,
      revision: snapshot.revision ?? null,
    },
  })
}

export async function buildSuggestion(
  db: Database,
  connection: Connection,
  fields: Partial<Suggestion> & { mail?: Partial<EmailItem> } = {},
): Promise<Suggestion> {
  const { mail, evidence, whenDone, ...rest } = fields
  const item = await buildItem(db, connection, mail)
  const suggestion = await db.suggestion.create({
    data: {
      teamId: connection.teamId,
      itemId: item.id,
      connectionId: connection.id,
      assigneeId: connection.ownerId ?? randomUUID(),
      title: 'Return the security questionnaire',
      description: 'Meridian Health waits for it.',
      priority: 'high',
      confidence: 0.92,
      reasoning: 'A customer asks for a document by a fixed date.',
      evidence: evidence ?? [
        { quote: 'Could you return the security questionnaire', supports: 'action', field: 'text', start: 12, end: 55 },
      ],
      model: 'test-model',
      tags: [],
      flags: [],
      receivedAt: item.receivedAt,
      ...rest,
      ...(whenDone ? { whenDone } : {}),
    },
  })
  await buildSource(db, suggestion, item)
  return suggestion
}

/** Another item that asks for what a suggestion says; with its own, what the suggestion was made from. */
export async function buildSource(db: Database, suggestion: Suggestion, item: Item): Promise<void> {
  const { teamId, id: suggestionId } = suggestion
  const isOwn = item.id === suggestion.itemId
  await db.suggestionSource.create({
    data: {
      teamId,
      suggestionId,
      itemId: item.id,
      connectionId: item.connectionId,
      relation: isOwn ? null : 'words',
      evidence: suggestion.evidence ?? [],
      keys: [],
      flags: isOwn ? suggestion.flags : [],
      closesAt: isOwn ? suggestion.closesAt : null,
      addedAt: suggestion.createdAt,
    },
  })
}

/** An agent of a team, and a conversation of a member with it. */
export async function buildConversation(
  db: Database,
  { teamId, userId }: Actor,
  fields: Partial<Prisma.ConversationUncheckedCreateInput> = {},
) {
  const agent = await db.agent.upsert({
    where: { teamId_slug: { teamId, slug: 'assistant' } },
    create: { teamId, slug: 'assistant', name: 'Assistant' },
    update: {},
  })
  const now = new Date()
  const conversation = await db.conversation.create({
    data: {
      teamId,
      userId,
      agentId: agent.id,
      channel: 'web',
      title: 'Venue for the partner visit',
      createdAt: now,
      lastActivityAt: now,
      ...fields,
    },
  })
  return { agent, conversation }
}
