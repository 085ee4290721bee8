import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Memory } from '@switchboard/db'
import { askModel } from '../agent/ask-model'
import type { HeldRun } from '../agent/run'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { AgentModel, AgentTurn } from '../ports/agent-model'
import { storable } from '../storable'
import { chooseFacts } from './choose-facts'
import { factKey } from './fact-words'
import type { Learnt } from './learnt'
import { type LearntAnswer, learnInstructions, learnRequest, learntForm, learntSchema, repairRequest } from './prompt'

/** Tokens of one answer. */
const maxTokens = 1_000
/** Tokens of the notes that the model is shown; those that have to do with what was said come first. */
const notesRoom = 3_000

type Asking = {
  held: Pick<HeldRun, 'run' | 'agent'>
  model: AgentModel
  said: string
  facts: Memory[]
  signal: AbortSignal
}

/**
 * Has the model say what is worth keeping of what a person has said. It is shown that and the facts that are known, nothing that others have
 * written. An answer in no form is repaired once. What rests on no words of the person is left out. Throws invalid_answer and what the model
 * throws.
 */
export async function askLearnt(ctx: Context, asking: Asking): Promise<Learnt[]> {
  const { model, said } = asking
  const border = randomUUID()
  const notes = chooseFacts(asking.facts, {
    said,
    room: Math.min(notesRoom, Math.max(0, model.contextTokens - model.countTokens(said) - maxTokens * 4)),
    tokensOf: ({ content }) => model.countTokens(content) + 8,
  })
  const turns: AgentTurn[] = [{ by: 'person', text: learnRequest({ notes, said, border }) }]
  const first = await ask(ctx, asking, border, turns)
  if (first.answer) return supported(first.answer, notes, said)
  const second = await ask(ctx, asking, border, [
    ...turns,
    { by: 'agent', text: first.text, calls: [] },
    { by: 'person', text: repairRequest(first.problem) },
  ])
  if (second.answer) return supported(second.answer, notes, said)
  throw new SwitchboardError('invalid_answer', 'The model twice gave no answer that can be used.')
}

type Asked = { answer: LearntAnswer; text: string } | { answer: null; text: string; problem: string }

/** Of an answer that is of no use so much is shown to the model again, in UTF-16 units. */
const longestShown = 2_000

async function ask(ctx: Context, { held, model, signal }: Asking, border: string, turns: AgentTurn[]): Promise<Asked> {
  const request = {
    model: held.agent.model,
    system: learnInstructions(border),
    turns,
    tools: [],
    maxTokens,
    answerForm: learntForm,
  }
  const { text } = await askModel(ctx, held, model, { request, signal })
  if (signal.aborted) throw new SwitchboardError('timeout', 'The model did not answer in time.', { retryable: true })
  const parsed = learntSchema.safeParse(jsonIn(text))
  if (parsed.success) return { answer: parsed.data, text }
  return { answer: null, text: text.slice(0, longestShown).toWellFormed(), problem: z.prettifyError(parsed.error) }
}

/** Models that take no form put words or a fence around what they answer. */
function jsonIn(text: string): unknown {
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')]
  try {
    return JSON.parse(text.slice(Math.max(0, from), to + 1))
  } catch {
    return null
  }
}

function supported({ facts }: LearntAnswer, notes: Memory[], said: string): Learnt[] {
  const words = ` ${factKey(said)} `
  return facts.flatMap(({ action, note, type, content, importance, quote }): Learnt[] => {
    const quoted = factKey(quote)
    if (action === 'skip' || quoted === '' || !words.includes(` ${quoted} `)) return []
    const known = note === null ? undefined : notes[note - 1]
    if (action === 'forget') return known ? [{ action, id: known.id }] : []
    const fact = { type, content: stored(content), importance }
    if (factKey(fact.content) === '') return []
    return [action === 'update' && known ? { action, id: known.id, ...fact } : { action: 'keep', ...fact }]
  })
}

/** One line that the database takes. */
const stored = (text: string) => storable(text).replace(/\s+/g, ' ').trim()
