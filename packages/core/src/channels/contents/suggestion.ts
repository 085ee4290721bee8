import type { Connection, Item, OutboundMessage, Suggestion } from '@switchboard/db'
import { z } from 'zod'
import { format } from 'date-fns'
import { tz } from '@date-fns/tz'
import { providerIdOf } from '../../connections/provider-of'
import { itemSnapshotSchema } from '../../items'
import { namesOf } from '../../suggestions/describe-decisions'
import { howToDecide } from '../../mail-replies/how-to-answer'
import { zoneOf } from '../../teams/zone-of'
import type { ChannelMessage, MessageAction } from '../../ports/message-channel'
import type { Context } from '../../context'
import type { Content } from '../contents'
import { escapeMarkdown } from '../escape-markdown'
import { actionId } from '../presses'
import { whereText } from '../where-text'

/** Characters of a quote that a message shows. */
const longestQuote = 300

/** A suggestion to be decided where it is read; once it is decided, by whom. In a room also whose task it would be. */
export const suggestionContent: Content = async (ctx, message) => {
  const { teamId, userId, subjectId } = message
  const suggestion = await ctx.db.suggestion.findFirst({
    where: { teamId, id: subjectId ?? '' },
    include: { item: { include: { connection: true } } },
  })
  // Taken away with its item, or somebody else's by now.
  if (!suggestion || (userId !== null && suggestion.assigneeId !== userId)) return null
  const isForRoom = userId === null
  if (isForRoom && !mayStandInRoom(ctx, message, suggestion.item))
    return message.state === 'reached' ? elsewhere(ctx, suggestion.id) : null
  const { id, item, title, reasoning, assigneeId } = suggestion
  const waits = suggestion.status === 'pending_approval'
  const due = suggestion.dueAt
    ? `Due ${dueText(suggestion.dueAt, suggestion.dueAllDay, await zoneOf(ctx, assigneeId))}`
    : ''
  return {
    template: 'question',
    title: `Task? ${title}`,
    body: [
      `**${escapeMarkdown(title)}**${due ? `  \n${due}` : ''}`,
      `${escapeMarkdown(reasoning)} (${Math.round(suggestion.confidence * 100)} % sure)`,
      quoteOf(suggestion),
      isForRoom ? `For ${escapeMarkdown(await nameOf(ctx, assigneeId))}` : '',
      `From ${escapeMarkdown(item.senderName)}: ${escapeMarkdown(titleOf(item))}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    actions: waits ? actionsOf(ctx, suggestion) : [],
    link: { label: 'Open in Switchboard', url: new URL(`/decide/${id}`, ctx.publicUrl).href },
    outcome: waits ? null : await outcomeOf(ctx, suggestion),
    unsubscribeUrl: null,
    ...(waits ? { replyHint: `Or answer this mail. ${howToDecide}` } : {}),
  }
}

/**
 * Only what everybody there may read already: of the shared connection itself and of no other account, no direct message, and of a
 * private channel only what was written in the room.
 */
function mayStandInRoom(
  ctx: Pick<Context, 'providers'>,
  { roomConnectionId }: OutboundMessage,
  { connection, snapshot }: Item & { connection: Connection },
): boolean {
  const item = itemSnapshotSchema.safeParse(snapshot).data
  if (!item || connection.id !== roomConnectionId || connection.ownerId !== null) return false
  if (item.kind !== 'message') return true
  const room = ctx.providers[providerIdOf(connection)]?.provider?.channel?.roomOf?.(connection.settings)
  return !item.direct && (item.privateTo === undefined || item.privateTo === room)
}

/** In the place of what stands in a room, when it has become something of another account. */
const elsewhere = (ctx: Pick<Context, 'publicUrl'>, id: string): ChannelMessage => ({
  template: 'question',
  title: 'A suggestion',
  body: 'This suggestion goes on outside of this channel.',
  actions: [],
  link: { label: 'Open in Switchboard', url: new URL(`/decide/${id}`, ctx.publicUrl).href },
  outcome: 'Nothing is left to be decided here.',
  unsubscribeUrl: null,
})

async function nameOf(ctx: Pick<Context, 'db'>, userId: string): Promise<string> {
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: userId } })
  return user.name ?? user.email
}

const actionsOf = (ctx: Pick<Context, 'publicUrl'>, { id, proposedAt }: Suggestion): MessageAction[] => {
  // Channels that know links alone are mail.
  const url = (verb: string) => new URL(`/decide/${id}?do=${verb}&via=email`, ctx.publicUrl).href
  return [
    { id: actionId('suggestion.approve', id, proposedAt), label: 'Approve', style: 'primary', url: url('approve') },
    { id: actionId('suggestion.edit', id, proposedAt), label: 'Edit', style: 'plain', url: url('edit') },
    { id: actionId('suggestion.dismiss', id, proposedAt), label: 'Dismiss', style: 'danger', url: url('dismiss') },
  ]
}

const titleOf = ({ title }: Item) => title || '(no subject)'

const quotesSchema = z.array(z.object({ quote: z.string() }))

function quoteOf({ evidence }: Suggestion): string {
  const [first] = quotesSchema.parse(evidence)
  if (!first) return ''
  const quote = first.quote.length > longestQuote ? `${first.quote.slice(0, longestQuote)}…` : first.quote
  return `> ${escapeMarkdown(quote)}`
}

const dueText = (dueAt: Date, isAllDay: boolean, timeZone: string) =>
  format(dueAt, isAllDay ? 'EEEE d MMMM' : 'EEEE d MMMM, HH:mm', { in: tz(timeZone) })

async function outcomeOf(ctx: Context, suggestion: Suggestion): Promise<string> {
  if (suggestion.status === 'closed')
    return `Closed by itself. ${escapeMarkdown(suggestion.dismissReason ?? '')}`.trim()
  if (suggestion.status === 'auto_approved') return 'Approved by itself.'
  const names = await namesOf(ctx, [suggestion])
  const by = suggestion.decidedById ? names.get(suggestion.decidedById) : undefined
  const did = suggestion.status === 'approved' ? 'Approved' : 'Dismissed'
  const where = whereText(suggestion.decidedVia)
  return [did, by ? `by ${escapeMarkdown(by)}` : '', where].filter(Boolean).join(' ') + '.'
}
