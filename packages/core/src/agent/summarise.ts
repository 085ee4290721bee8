import type { ConversationMessage } from '@switchboard/db'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { AgentModel } from '../ports/agent-model'
import { storable } from '../storable'
import { askModel } from './ask-model'
import { summaryInstructions, summaryRequest } from './prompts/summarise'
import type { HeldRun } from './run'

/** Tokens of a summary. */
const longestSummary = 400

type Wanted = {
  held: HeldRun
  model: AgentModel
  border: string
  /** Tokens that the model has room for. */
  room: number
  /** What is to be shortened, in order. */
  older: ConversationMessage[]
  signal: AbortSignal
}

/** Shortens what was said, together with the summary of what was before, and keeps it with the conversation. Throws what the model throws. */
export async function summarise(ctx: Context, { held, model, border, room, older, signal }: Wanted): Promise<string> {
  const { conversation, run } = held
  const lines = older.map(({ speaker, content }) => ({ by: speaker, text: content }))
  const request = summaryRequest({ before: conversation.summary, lines, border })
  const fits = model.countTokens(request) <= room
  const { text } = await askModel(ctx, held, model, {
    request: {
      model: held.agent.model,
      system: summaryInstructions(border),
      // The latest of it is what the rest follows on.
      turns: [{ by: 'person', text: fits ? request : `${border}\n${request.slice(-room)}`.toWellFormed() }],
      tools: [],
      maxTokens: longestSummary,
    },
    signal,
  })
  const summary = storable(text).trim()
  if (summary === '') throw new SwitchboardError('invalid_answer', 'The model made no summary.')
  await ctx.db.conversation.update({
    where: { teamId_id: { teamId: run.teamId, id: conversation.id } },
    data: { summary, summarizedTo: older.at(-1)?.seq ?? conversation.summarizedTo },
  })
  return summary
}
