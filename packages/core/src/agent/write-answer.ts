import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { withAbort } from '../abort'
import type { Context } from '../context'
import { isSwitchboardError, SwitchboardError } from '../errors'
import { recall } from '../memory/recall'
import type { AgentCall, AgentModel, AgentRequest } from '../ports/agent-model'
import { storable } from '../storable'
import { fallbackZone } from '../teams/zone-of'
import type { AgentWork } from './agent-work'
import { askModel } from './ask-model'
import { type Ended, endRun } from './end-run'
import { historyOf } from './history'
import { noteAfter, noteCut } from './notes'
import { openAnswer, type OpenAnswer } from './open-answer'
import { answerInstructions } from './prompts/answer-message'
import type { HeldRun } from './run'
import { runCalls } from './run-calls'
import { isOvertaken, keepSteps, type Step, stepsSchema } from './steps'
import { toolsNamed } from './tools'
import type { AgentTool } from './tools/tool'
import { turnsWithin, turnTokens } from './turns-within'

/** So often the model is asked for one answer; the last time it has to say something. */
const mostSteps = 8
/** Tokens of one answer. */
const maxTokens = 1_500
/** Tokens kept free for what tools come to. */
const toolRoom = 6_000

type Writing = { ctx: Context; held: HeldRun; model: AgentModel; answer: OpenAnswer; signal: AbortSignal }

/**
 * Has the model answer, with its tools, and ends the run with what that came to: the answer, what there was of it when the person stopped it,
 * or a note after a fault of the model. Throws what is not the model's fault, and unavailable when the worker is to end.
 */
export async function writeAnswer(ctx: Context, held: HeldRun, model: AgentModel, work: AgentWork): Promise<void> {
  const answer = openAnswer(ctx, held, work)
  const end = (ended: Ended) => work.turns('ends', () => endRun(ctx, held, ended))
  const ended = await withAbort(work.stopping, async (own) => {
    const forget = work.stops.watch(held.run.id, own)
    try {
      return await write({ ctx, held, model, answer, signal: own.signal })
    } catch (error) {
      if (own.signal.aborted) return 'stopped'
      if (isSwitchboardError(error)) return error
      throw error
    } finally {
      forget()
      await answer.settle()
    }
  })
  const content = answer.text()
  if (typeof ended === 'object' && 'as' in ended) return end({ ...ended, content })
  if (work.stopping.aborted)
    throw new SwitchboardError('unavailable', 'This worker ends; the next goes on with the answer.', {
      retryable: true,
    })
  if (ended === 'stopped') return end({ as: 'stopped', content })
  if (isOvertaken(ended)) return
  ctx.logger.warn({ code: ended.code, runId: held.run.id }, 'an answer failed')
  return end({ as: 'failed', content, error: ended, notice: noteAfter(ended) })
}

type Wrote =
  'stopped' | { as: 'written'; isCut: boolean } | { as: 'waits'; steps: Step[] } | { as: 'clarifies'; question: string }

async function write(writing: Writing): Promise<Wrote> {
  const { ctx, held, answer, signal } = writing
  const border = randomUUID()
  // Nobody is there to be asked back by a job.
  const tools = toolsNamed(held.agent.tools).filter(({ clarifies }) => !clarifies || held.run.jobId === null)
  const { request, room } = await requestFor(writing, tools, border)
  const steps = stepsSchema.parse(held.run.steps)
  for (const { text, said } of steps) if (!said) await addPart(answer, text)
  let isCut = false
  for (;;) {
    const called = await runCalls(ctx, { held, tools, steps })
    if (called === 'waits') return { as: 'waits', steps }
    if (typeof called === 'object') return { as: 'clarifies', question: called.clarifies }
    if (called === 'stopped' || signal.aborted) return 'stopped'
    const next = await nextStep(writing, {
      ...request,
      turns: [...request.turns, ...turnsWithin(steps, { model: writing.model, border, room })],
      tools: steps.length < mostSteps - 1 ? request.tools : [],
    })
    if (signal.aborted) return 'stopped'
    const { step } = next
    isCut = next.isCut
    if (step.calls.length === 0) break
    steps.push(step)
    await keepSteps(ctx, held, steps)
    await answer.think()
  }
  if (answer.text().trim() === '') throw new SwitchboardError('invalid_answer', 'The model said nothing.')
  if (isCut) await answer.add(`\n\n${noteCut}`)
  return { as: 'written', isCut }
}

/** `room`: tokens that are left for what tools come to. */
async function requestFor(
  { ctx, held, model, signal }: Writing,
  tools: AgentTool[],
  border: string,
): Promise<{ request: AgentRequest; room: number }> {
  const { agent, run } = held
  const { name, timeZone } = await ctx.db.user.findUniqueOrThrow({
    where: { id: run.userId },
    select: { name: true, timeZone: true },
  })
  const system = answerInstructions({
    agent,
    person: { name, timeZone: timeZone ?? fallbackZone },
    now: ctx.clock.now(),
    remembers: held.remembers,
    border,
  })
  const forms = tools.map(({ form }) => form)
  const taken = model.countTokens(system) + model.countTokens(JSON.stringify(forms)) + maxTokens
  const room = Math.max(0, model.contextTokens - taken - (forms.length > 0 ? toolRoom : 0))
  const recalled = await recall(ctx, { held, model, border, room })
  const left = room - recalled.reduce((tokens, { text }) => tokens + model.countTokens(text), 0)
  const turns = [...recalled, ...(await historyOf(ctx, { held, model, border, room: left, signal }))]
  const request = { model: agent.model, system, turns, tools: forms, maxTokens }
  const asked = turns.reduce((tokens, { text }) => tokens + model.countTokens(text) + turnTokens, 0)
  return { request, room: model.contextTokens - taken - asked }
}

/** Asks once more; what it says goes to the person as it comes. Without tools on offer, calls count for nothing. */
async function nextStep(
  { ctx, held, model, answer, signal }: Writing,
  request: AgentRequest,
): Promise<{ step: Step; isCut: boolean }> {
  let isFirst = true
  const { text, calls, isCut } = await askModel(ctx, held, model, {
    request,
    signal,
    onText: async (more) => {
      await (isFirst ? addPart(answer, more) : answer.add(more))
      isFirst = false
    },
  })
  return { step: { text: storable(text), calls: request.tools.length === 0 ? [] : calls.map(stepCall) }, isCut }
}

/** What is said after a tool stands by itself. */
const addPart = (answer: OpenAnswer, text: string) =>
  text === '' ? Promise.resolve() : answer.add(answer.text() === '' ? text : `\n\n${text}`)

const stepCall = ({ id, name, input }: AgentCall): Step['calls'][number] => ({
  id: storable(id),
  name: storable(name),
  input: z
    .json()
    .parse(
      JSON.parse(JSON.stringify(input ?? null), (_key, value: unknown) =>
        typeof value === 'string' ? storable(value) : value,
      ),
    ),
  state: 'waiting',
  result: '',
})
