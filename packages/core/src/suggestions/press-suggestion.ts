import { TZDate } from '@date-fns/tz'
import { format } from 'date-fns'
import type { Suggestion, User } from '@switchboard/db'
import { z } from 'zod'
import { actionId } from '../channels/action-id'
import type { Actor, Context } from '../context'
import { fieldLimits } from '../field-limits'
import type { MessageForm } from '../ports/message-channel'
import { zoneOf } from '../teams/zone-of'
import { firstInstant } from '../time-range'
import { visibleTo } from '../visible-to'
import { approveSuggestions, dismissSuggestions } from './decide-suggestions'
import type { DecisionResult } from './describe-decisions'
import type { Edits } from './edits'
import { priorities } from './proposal'

/** What a press comes to: a sentence for who has pressed, or something to be filled in first. */
export type Pressed = { text: string } | { form: MessageForm }

type Press = {
  verb: string
  id: string
  /** What is proposed in other words since then was not seen: it is not decided. */
  proposedUntil: Date
  /** What was filled in; null: nothing was asked for. */
  values: Record<string, string> | null
  /** The channel on which it was pressed. */
  via: string
  /** Repeated under the same, a decision is told as it was made. */
  decisionId?: string
}

/** Decides a suggestion where its message stands. Decided meanwhile, or gone, it says so: nothing is thrown for being late. */
export async function pressSuggestion(ctx: Context, actor: Actor, press: Press): Promise<Pressed> {
  const { verb, id, proposedUntil, values, via, decisionId } = press
  switch (verb) {
    case 'approve':
      return toldOf(
        ctx,
        actor,
        await approveSuggestions(ctx, actor, { ids: [id], proposedUntil, via, decisionId }),
        'Approved.',
      )
    case 'dismiss':
      return toldOf(
        ctx,
        actor,
        await dismissSuggestions(ctx, actor, { ids: [id], proposedUntil, via, decisionId }),
        'Dismissed.',
      )
    case 'edit':
      return values === null ? openEditing(ctx, actor, id) : approveEdited(ctx, actor, { ...press, values })
    default:
      return { text: 'This button is not known any more. Open Switchboard to decide.' }
  }
}

const goneText = 'This suggestion is gone, or is somebody else’s by now.'

async function toldOf(
  ctx: Context,
  actor: Actor,
  { results: [result] }: { results: DecisionResult[] },
  done: string,
): Promise<Pressed> {
  switch (result?.outcome) {
    case 'done':
      return { text: result.taskId ? `${done} ${await whoseTask(ctx, actor, result.id)}` : done }
    case 'changed':
      return { text: 'It says something else by now. Look at it again before you decide.' }
    case 'already_decided': {
      const did = result.status === 'dismissed' ? 'dismissed' : result.status === 'closed' ? 'closed' : 'approved'
      return { text: `${result.decision?.by ?? 'Switchboard'} was first: it is ${did} already.` }
    }
    case 'gone':
      return { text: await whyNotYours(ctx, actor, result.id) }
    case undefined:
      return { text: goneText }
  }
}

/** An admin decides what is a colleague's as well. */
async function whoseTask(ctx: Context, { teamId, userId }: Actor, id: string): Promise<string> {
  const assignee = await assigneeOf(ctx, teamId, id)
  return !assignee || assignee.id === userId
    ? 'It is one of your tasks now.'
    : `It is one of ${assignee.name ?? assignee.email}’s tasks now.`
}

/** In a room everybody sees the buttons, and whose they are. */
async function whyNotYours(ctx: Context, { teamId }: Actor, id: string): Promise<string> {
  const toldInRoom = await ctx.db.outboundMessage.findFirst({
    where: { teamId, subjectId: id, kind: 'suggestion', userId: null, state: 'reached' },
  })
  if (!toldInRoom) return goneText
  const assignee = await assigneeOf(ctx, teamId, id)
  if (!assignee) return goneText
  return `Only ${assignee.name ?? assignee.email}, whose task it would be, and admins of the team decide this.`
}

async function assigneeOf(ctx: Context, teamId: string, id: string): Promise<User | null> {
  const suggestion = await ctx.db.suggestion.findUnique({ where: { teamId_id: { teamId, id } } })
  return suggestion && ctx.db.user.findUnique({ where: { id: suggestion.assigneeId } })
}

async function openEditing(ctx: Context, actor: Actor, id: string): Promise<Pressed> {
  const suggestion = await ctx.db.suggestion.findFirst({ where: { ...visibleTo(actor), id } })
  if (!suggestion) return { text: await whyNotYours(ctx, actor, id) }
  if (suggestion.status !== 'pending_approval') return { text: 'It is decided already.' }
  return { form: formOf(suggestion, await zoneOf(ctx, actor.userId)) }
}

const priorityLabels = { low: 'Low', medium: 'Medium', high: 'High', urgent: 'Urgent' }

const formOf = (
  { id, title, description, priority, dueAt, proposedAt }: Suggestion,
  timeZone: string,
): MessageForm => ({
  id: actionId('suggestion.edit', id, proposedAt),
  title: 'Edit and approve',
  submit: 'Approve',
  fields: [
    { name: 'title', label: 'Title', kind: 'line', value: title, optional: false },
    {
      name: 'due',
      label: 'Due',
      kind: 'date',
      value: dueAt ? format(new TZDate(dueAt, timeZone), 'yyyy-MM-dd') : '',
      optional: true,
    },
    {
      name: 'priority',
      label: 'Priority',
      kind: 'choice',
      value: priority,
      optional: false,
      options: priorities.map((value) => ({ value, label: priorityLabels[value] })),
    },
    { name: 'notes', label: 'Notes', kind: 'text', value: description, optional: true },
  ],
})

const valuesSchema = z.object({
  title: z.string().trim().min(1).max(fieldLimits.title),
  due: z.union([z.iso.date(), z.literal('')]).default(''),
  priority: z.enum(priorities),
  notes: z.string().max(fieldLimits.notes).default(''),
})

async function approveEdited(
  ctx: Context,
  actor: Actor,
  { id, proposedUntil, values, via }: Omit<Press, 'verb'> & { values: Record<string, string> },
): Promise<Pressed> {
  const typed = valuesSchema.safeParse(values)
  if (!typed.success)
    return { text: 'It was not approved: give a title that is not too long, and a day of the calendar.' }
  const suggestion = await ctx.db.suggestion.findFirst({ where: { ...visibleTo(actor), id } })
  if (!suggestion) return { text: await whyNotYours(ctx, actor, id) }
  const timeZone = await zoneOf(ctx, actor.userId)
  const { title, notes, priority, due } = typed.data
  const edits: Edits = { title, description: notes, priority, ...dueOf(suggestion, due, timeZone) }
  return toldOf(
    ctx,
    actor,
    await approveSuggestions(ctx, actor, { ids: [id], edits, proposedUntil, via }),
    'Approved as you edited it.',
  )
}

/** A day that was left as it was keeps its time of day. */
function dueOf({ dueAt }: Suggestion, due: string, timeZone: string): Pick<Edits, 'dueAt' | 'dueAllDay'> {
  if (due === '') return { dueAt: null }
  if (dueAt && format(new TZDate(dueAt, timeZone), 'yyyy-MM-dd') === due) return {}
  const [year = 0, month = 1, day = 1] = due.split('-').map(Number)
  return { dueAt: firstInstant(year, month - 1, day, timeZone), dueAllDay: true }
}
