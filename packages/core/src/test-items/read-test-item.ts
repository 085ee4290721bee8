import type { Item, Suggestion } from '@switchboard/db'
import { findManagedConnection } from '../connections/find-connection'
import { providerIdOf, tellsByItself } from '../connections/provider-of'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { stepsSchema, type TestStep, testSteps } from './steps'

/** `open`: it has not come so far; `skipped`: this way does not lead past it. */
export type StepState = 'done' | 'failed' | 'open' | 'skipped'
type Shown = { step: TestStep; state: StepState; at: Date | null; detail: string | null }

const open = (step: TestStep): Shown => ({ step, state: 'open', at: null, detail: null })

/** A dead worker's jobs go on elsewhere long before. */
const stalledMs = 5 * 60_000
const stalledText =
  'Nothing has come of it for five minutes. Look whether a worker is running and what its log says, and whether this connection is paused or integrations are switched off; then send another test item.'

/** How far a test item has come. One that nobody works on any more has failed at the stage that it did not reach. Throws not_found. */
export async function readTestItem(ctx: Context, actor: Actor, wanted: { connectionId: string; id: string }) {
  const connection = await findManagedConnection(ctx, actor, wanted.connectionId)
  const key = { teamId: actor.teamId, id: wanted.id }
  const test = await ctx.db.testItem.findUnique({ where: { teamId_id: key } })
  if (test?.connectionId !== connection.id) throw notFound('test item')
  const item = test.itemId
    ? await ctx.db.item.findUnique({
        where: { teamId_id: { teamId: actor.teamId, id: test.itemId } },
        include: { suggestions: true },
      })
    : null
  const provider = ctx.providers[providerIdOf(connection)]?.provider
  const told = new Map(stepsSchema.parse(test.steps).map((step) => [step.step, step]))
  const steps = testSteps.map((step): Shown => {
    const known = told.get(step)
    if (known) return { step, state: known.ok ? 'done' : 'failed', at: known.at, detail: known.detail }
    if (step === 'address' && !(provider && tellsByItself(provider)))
      return {
        step,
        state: 'skipped',
        at: null,
        detail: `${provider?.words.service ?? 'The service'} does not call; it is asked.`,
      }
    if (step === 'judged' && item) return judged(item)
    if (step === 'suggestion' && item) return suggested(item, item.suggestions[0])
    return open(step)
  })
  const isGone = test.itemId !== null && item === null
  const lastAt = Math.max(test.startedAt.getTime(), ...steps.map(({ at }) => at?.getTime() ?? 0))
  const next = steps.find(({ state }) => state === 'open')
  // What waits for a reason, such as a spent budget, says so.
  if (next?.detail === null && !isGone && ctx.clock.now().getTime() - lastAt > stalledMs)
    Object.assign(next, { state: 'failed', detail: stalledText })
  const hasFailed = steps.some(({ state }) => state === 'failed')
  return {
    id: test.id,
    startedAt: test.startedAt,
    steps,
    isOver: isGone || hasFailed || !steps.some(({ state }) => state === 'open'),
    suggestionId: item?.suggestions[0]?.id ?? null,
    /** It was removed, or has aged out of the ledger. */
    isGone,
  }
}

function judged({ state, outcome, reason, model, settledAt }: Item): Shown {
  const step = 'judged'
  if (state === 'claimed') return { step, state: 'open', at: null, detail: reason }
  if (outcome === 'skipped') return { step, state: 'skipped', at: settledAt, detail: reason }
  if (state !== 'done') return { step, state: 'failed', at: settledAt, detail: reason }
  return { step, state: 'done', at: settledAt, detail: `By ${model ?? 'the generator'}: ${reason ?? ''}` }
}

function suggested({ state, outcome }: Item, suggestion: Suggestion | undefined): Shown {
  const step = 'suggestion'
  if (suggestion)
    return {
      step,
      state: 'done',
      at: suggestion.createdAt,
      detail: 'It is in the feed of whom it is for, marked as a test.',
    }
  if (state === 'claimed') return open(step)
  if (outcome === 'skipped') return { step, state: 'skipped', at: null, detail: null }
  const detail =
    state === 'done'
      ? 'The generator sees nothing to do in a plain request. Real ones may be missed as well: look at the generator under Settings.'
      : null
  return { step, state: state === 'done' ? 'failed' : 'open', at: null, detail }
}
