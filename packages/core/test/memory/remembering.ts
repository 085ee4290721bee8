import { fakeAgentModel, queuedJobs, saysParts, type TestDatabase } from '@switchboard/testing'
import { createTurns } from '@switchboard/core/agent/agent-work'
import { learnFacts } from '@switchboard/core/memory/learn-facts'
import type { AgentModel, AgentPart, AgentRequest } from '@switchboard/core/ports/agent-model'
import { conversing } from '../agent/conversing'

/** One entry of what a model says is worth keeping. */
export const noted = (content: string, fields: object = {}) => ({
  action: 'keep',
  note: null,
  type: 'preference',
  content,
  importance: 3,
  quote: content,
  ...fields,
})

type Learning = (request: AgentRequest, asked: number) => object[] | string | Promise<object[] | string>

/** A model that answers 'Fine.', and to what is worth keeping what `learning` says: entries, or any text. */
export function notingModel(learning: Learning = () => []) {
  let asked = 0
  const model = fakeAgentModel(async function* (request): AsyncGenerator<AgentPart> {
    if (!request.answerForm) return yield* saysParts('Fine.')
    const answer = await learning(request, ++asked)
    yield* saysParts(typeof answer === 'string' ? answer : JSON.stringify({ facts: answer }))
  })
  return {
    ...model,
    /** What it was asked to note, and what it was to answer. */
    noting: () => model.requests.filter(({ answerForm }) => answerForm),
    answering: () => model.requests.filter(({ answerForm }) => !answerForm),
  }
}

/** As `conversing`; `tells` has what somebody says answered, and learnt from. */
export async function remembering(database: TestDatabase, agentModel?: AgentModel) {
  const world = await conversing(database, agentModel)
  const { ctx, actor, tell, answer } = world
  const learn = (runId: string, { isLast = false, stopping = new AbortController().signal } = {}) =>
    learnFacts(ctx, { teamId: actor.teamId, runId }, { stopping, turns: createTurns(), isLast })
  return {
    ...world,
    learn,
    async tells(text: string) {
      const { runId } = await tell(text)
      await answer(runId)
      await learn(runId)
      return runId
    },
    facts: async () =>
      (
        await database.db.memory.findMany({
          where: { teamId: actor.teamId, userId: actor.userId, deletedAt: null },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        })
      ).map(({ content }) => content),
    fact: (content: string) =>
      database.db.memory.findFirstOrThrow({ where: { teamId: actor.teamId, userId: actor.userId, content } }),
    queued: async () =>
      (await queuedJobs(database.db, 'learn-facts')).filter(({ payload }) =>
        JSON.stringify(payload).includes(actor.teamId),
      ),
  }
}
