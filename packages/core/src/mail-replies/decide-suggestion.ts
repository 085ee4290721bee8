import type { Delivery } from '@switchboard/db'
import { v5 as idFrom } from 'uuid'
import { escapeMarkdown } from '../channels/escape-markdown'
import { queueMessages } from '../channels/queue-messages'
import type { Actor, Context } from '../context'
import { understandAnswer } from '../feedback/answers/understand-answer'
import { pressSuggestion } from '../suggestions/press-suggestion'
import { askedBack, type End, passedOver, settled } from './end'
import { howToDecide } from './how-to-answer'
import { unclearText } from './unclear-text'

const dayMs = 86_400_000
/** Of ids that are made of a mail. */
const namespace = '3d3c7bd4-6f0f-4a55-8f0b-2f3f3f0d8c11'

const dismissing = /^(?:please )?(?:dismiss|ignore|discard|skip|drop|forget)(?: (?:it|this|that))?$/
const putting =
  /^(?:(?:remind me |ask (?:me )?|again )?(?:later|tomorrow)(?: please)?|snooze(?: it)?|not now|später|morgen|plus tard|demain|más tarde|mañana)$/

/**
 * Does with a suggestion what a member writes: approve, dismiss, later. What could mean something else is asked back. Decided meanwhile, or
 * another's by now, it says so. `shown`: the mail that they have before them; what was proposed in other words later is not approved by it.
 */
export async function decideSuggestion(
  ctx: Context,
  actor: Actor,
  id: string,
  words: string,
  { key, shown }: { key: string; shown: Delivery },
): Promise<End> {
  const command = words
    .trim()
    .replace(/[\s.!]+$/, '')
    .toLowerCase()
  const decisionId = idFrom(key, namespace)
  if (putting.test(command)) return putOff(ctx, actor, id, decisionId)
  const understood = dismissing.test(command) ? 'dismiss' : verdictIn(words)
  if (understood === 'automatic') return passedOver
  if (understood !== 'approve' && understood !== 'dismiss')
    return askedBack(`${unclearText(understood)} Nothing is decided yet. ${howToDecide}`)
  const press = { verb: understood, id, proposedUntil: shown.startedAt, values: null, via: 'email' }
  const pressed = await pressSuggestion(ctx, actor, { ...press, decisionId })
  return settled('text' in pressed ? escapeMarkdown(pressed.text) : null)
}

function verdictIn(words: string) {
  const understood = understandAnswer({ kind: 'approval' }, words)
  if (understood.kind === 'unclear') return understood.why
  return understood.value === 'approve' ? 'approve' : 'dismiss'
}

/** It is asked again a day later; until then no other channel asks. */
async function putOff(ctx: Context, { teamId, userId }: Actor, id: string, decisionId: string): Promise<End> {
  const now = ctx.clock.now()
  const waits = { teamId, id, assigneeId: userId, status: 'pending_approval' } as const
  if ((await ctx.db.suggestion.count({ where: waits })) === 0) return settled('There is nothing left to decide.')
  const dueAt = new Date(now.getTime() + dayMs)
  const about = { teamId, userId, kind: 'suggestion' as const, subjectId: id }
  await ctx.db.$transaction(async (tx) => {
    await tx.outboundMessage.updateMany({ where: { ...about, answeredAt: null }, data: { answeredAt: now } })
    const key = `suggestion:${id}:later:${decisionId}`
    await queueMessages(tx, [{ ...about, key, asks: true, dueAt }], now)
  })
  return settled('It stays as it is. You are asked again tomorrow.')
}
