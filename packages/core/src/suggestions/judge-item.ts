import { z } from 'zod'
import { minimumConfidence } from '../connections/settings'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { ModelAnswer, ModelRequest } from '../ports/task-model'
import { dueBeforeEvent } from './due-date'
import { locateEvidence } from './locate-evidence'
import { type LocatedEvidence, type Proposal, proposalSchema } from './proposal'

export type Judgement = { proposal: Proposal; evidence: LocatedEvidence[]; usage: ModelAnswer['usage'] }

/** A remote model's call takes no longer, in milliseconds; the repair gets its own. The offline one waits for nothing. */
const modelTimeoutMs = 60_000

/**
 * Asks the model what the item wants. An answer that does not fit the schema, that quotes words which are not in the item, or that is
 * to become a suggestion without a quote for its action is repaired once and then invalid: it is never guessed. `onUsage` gets the cost of each call, also of a failed one.
 * Throws invalid_answer, refused and what the model throws.
 */
export async function judgeItem(
  ctx: Context,
  request: Omit<ModelRequest, 'repair'>,
  onUsage: (usage: ModelAnswer['usage']) => Promise<void>,
): Promise<Judgement> {
  const ask = async (repair: ModelRequest['repair']) => {
    const { answer, refused, usage } = await ctx.model.propose(
      { ...request, repair },
      ctx.model.offline ? new AbortController().signal : AbortSignal.timeout(modelTimeoutMs),
    )
    await onUsage(usage)
    if (refused) throw new SwitchboardError('refused', 'The model refused to judge this item.')
    return { answer, usage, ...checkAnswer(request, answer, ctx.clock.now()) }
  }
  const first = await ask(null)
  if (first.valid) return { ...first.valid, usage: first.usage }
  const second = await ask({ answer: textOf(first.answer), problem: first.problem })
  if (second.valid) return { ...second.valid, usage: second.usage }
  ctx.logger.warn({ model: ctx.model.name, problem: second.problem }, 'the generator answered invalidly twice')
  throw new SwitchboardError('invalid_answer', 'The generator gave an invalid answer twice.', {
    facts: { problem: second.problem },
  })
}

type Checked = { valid: Omit<Judgement, 'usage'>; problem: '' } | { valid: null; problem: string }

function checkAnswer({ item, timeZone }: Omit<ModelRequest, 'repair'>, answer: unknown, now: Date): Checked {
  const parsed = proposalSchema.safeParse(answer)
  if (!parsed.success) return { valid: null, problem: z.prettifyError(parsed.error) }
  const proposal = { ...parsed.data, dueAt: dueBeforeEvent(item, parsed.data.dueAt, timeZone, now) }
  const { located, missing } = locateEvidence(item, proposal.evidence)
  if (missing.length > 0) {
    return {
      valid: null,
      // By their numbers: their words may be the item's, and the problem is told outside of its border.
      problem: `These entries of evidence, counted from 1, do not stand in the item word for word: ${missing.join(', ')}.`,
    }
  }
  const isSuggested = proposal.actionNeeded || proposal.confidence >= minimumConfidence
  if (isSuggested && !located.some(({ supports }) => supports === 'action'))
    return {
      valid: null,
      problem: 'Evidence is missing: quote the words that ask for the action, as support of "action".',
    }
  return { valid: { proposal, evidence: located }, problem: '' }
}

const textOf = (answer: unknown) => (typeof answer === 'string' ? answer : JSON.stringify(answer)).slice(0, 4_000)
