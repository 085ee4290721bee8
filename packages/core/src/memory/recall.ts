import type { Memory } from '@switchboard/db'
import { markData } from '../agent/prompts/mark-data'
import type { HeldRun } from '../agent/run'
import type { Context } from '../context'
import type { AgentModel, AgentTurn } from '../ports/agent-model'
import { chooseFacts } from './choose-facts'
import { knownFacts } from './known-facts'

/** Tokens of what is remembered in one answer, and its share of a small window. */
const mostTokens = 800
const mostShare = 0.1

type Recalling = { held: HeldRun; model: AgentModel; border: string; room: number }

/**
 * What is remembered of the person, as far as it fits, for the beginning of what the model is told; it counts as used. Read anew for each answer:
 * what was deleted, or switched off, is in none that begins after. Empty when there is nothing.
 */
export async function recall(
  ctx: Pick<Context, 'db' | 'clock'>,
  { held: { actor, asked }, model, border, room }: Recalling,
): Promise<AgentTurn[]> {
  const chosen = chooseFacts(await knownFacts(ctx.db, actor), {
    said: asked.content,
    room: Math.min(mostTokens, (room - model.countTokens(asked.content)) * mostShare),
    tokensOf: (fact) => model.countTokens(factLine(fact)) + 1,
  })
  if (chosen.length === 0) return []
  await ctx.db.$executeRaw`
    update "Memory" set "timesUsed" = "timesUsed" + 1, "lastUsedAt" = ${ctx.clock.now()}::timestamptz
    where "teamId" = ${actor.teamId}::uuid and "userId" = ${actor.userId}::uuid
      and id = any(${chosen.map(({ id }) => id)}::uuid[])`
  const lines = ['What the person has told before:', ...chosen.map(factLine)]
  return [{ by: 'person', text: markData(lines.join('\n'), border) }]
}

/** With the day on which it was told: of two that differ the later counts. */
const factLine = ({ type, content, updatedAt }: Memory) =>
  `- (${type}, ${updatedAt.toISOString().slice(0, 10)}) ${content}`
