import type { Item, Suggestion } from '@switchboard/db'
import { z } from 'zod'
import { format } from 'date-fns'
import { tz } from '@date-fns/tz'
import { namesOf } from '../../suggestions/describe-decisions'
import { zoneOf } from '../../teams/zone-of'
import type { MessageAction } from '../../ports/message-channel'
import type { Context } from '../../context'
import type { Content } from '../contents'
import { escapeMarkdown } from '../escape-markdown'
import { actionId } from '../presses'
import { whereText } from '../where-text'

/** Characters of a quote that a message shows. */
const longestQuote = 300

/** A suggestion to be decided where it is read; once it is decided, by whom. */
export const suggestionContent: Content = async (ctx, { teamId, userId, subjectId }) => {
  const suggestion = await ctx.db.suggestion.findFirst({
    where: { teamId, id: subjectId ?? '' },
    include: { item: true },
  })
  // Taken away with its item, or somebody else's by now.
  if (!suggestion || suggestion.assigneeId !== userId) return null
  const { id, item, title, reasoning } = suggestion
  const waits = suggestion.status === 'pending_approval'
  const due = suggestion.dueAt
    ? `Due ${dueText(suggestion.dueAt, suggestion.dueAllDay, await zoneOf(ctx, userId))}`
    : ''
  return {
    template: 'question',
    title: `Task? ${title}`,
    body: [
      `**${escapeMarkdown(title)}**${due ? `  \n${due}` : ''}`,
      `${escapeMarkdown(reasoning)} (${Math.round(suggestion.confidence * 100)} % sure)`,
      quoteOf(suggestion),
      `From ${escapeMarkdown(item.senderName)}: ${escapeMarkdown(titleOf(item))}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    actions: waits ? actionsOf(ctx, suggestion) : [],
    link: { label: 'Open in Switchboard', url: new URL(`/decide/${id}`, ctx.publicUrl).href },
    outcome: waits ? null : await outcomeOf(ctx, suggestion),
    unsubscribeUrl: null,
  }
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
