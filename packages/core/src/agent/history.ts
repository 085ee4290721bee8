import type { ConversationMessage } from '@switchboard/db'
import type { Context } from '../context'
import { SwitchboardError } from '../errors'
import type { AgentModel, AgentTurn } from '../ports/agent-model'
import { markData } from './prompts/mark-data'
import type { HeldRun } from './run'
import { summarise } from './summarise'
import { turnTokens } from './turns-within'

/** Tokens of what was said before, however large the model's window is: more costs much and helps little. */
const mostHistory = 12_000
/** A history that has become too long is cut to this share, so that it is not summarised at each answer. */
const keptShare = 0.5

type Asked = { held: HeldRun; model: AgentModel; border: string; room: number; signal: AbortSignal }

/**
 * What was said, for a model with room for so many tokens: the latest whole, what is older by the conversation's summary, which is made
 * when it is needed. Throws invalid_input when what is asked does not fit by itself, and what the model throws.
 */
export async function historyOf(ctx: Context, { held, model, border, room, signal }: Asked): Promise<AgentTurn[]> {
  const { conversation, asked } = held
  const tokensOf = ({ content }: Pick<ConversationMessage, 'content'>) => model.countTokens(content) + turnTokens
  const left = Math.min(mostHistory, room) - tokensOf(asked)
  if (room - tokensOf(asked) < 0)
    throw new SwitchboardError('invalid_input', 'What is asked is longer than the model can read.')
  const said = await saidBefore(ctx, held)
  const summaryTokens = conversation.summary ? model.countTokens(conversation.summary) + turnTokens : 0
  const isWhole = sum(said.map(tokensOf)) + summaryTokens <= left
  const kept = isWhole ? said : latest(said, tokensOf, left * keptShare)
  const older = said.slice(0, said.length - kept.length)
  const summary =
    older.length === 0 ? conversation.summary : await summarise(ctx, { held, model, border, room, older, signal })
  return [
    ...(summary ? [turn('person', markData(`What was said before: ${summary}`, border))] : []),
    ...kept.map(({ speaker, content }) => turn(speaker, content)),
    turn('person', asked.content),
  ]
}

const turn = (by: 'person' | 'agent', text: string): AgentTurn =>
  by === 'person' ? { by, text } : { by, text, calls: [] }

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

function latest<Message>(said: Message[], tokensOf: (message: Message) => number, room: number): Message[] {
  let used = 0
  const from = said.findLastIndex((message) => {
    used += tokensOf(message)
    return used > room
  })
  return said.slice(from + 1)
}

/** Of the latest, so many are looked at. */
const mostMessages = 400

/** Not summarised yet, in order; answers to what was asked earlier may come after what is asked now. */
async function saidBefore(
  ctx: Pick<Context, 'db'>,
  { conversation, asked, run }: HeldRun,
): Promise<ConversationMessage[]> {
  const rows = await ctx.db.conversationMessage.findMany({
    where: {
      teamId: run.teamId,
      conversationId: conversation.id,
      kind: { in: ['text', 'clarification', 'feedback'] },
      seq: { gt: conversation.summarizedTo },
      content: { not: '' },
      status: { not: 'writing' },
      OR: [{ speaker: 'agent' }, { seq: { lt: asked.seq } }],
    },
    orderBy: { seq: 'desc' },
    take: mostMessages,
  })
  return rows.toReversed()
}
