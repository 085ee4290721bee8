import { randomUUID } from 'node:crypto'
import { buildConversation, buildMember, testContext, type TestDatabase } from '@switchboard/testing'
import { createAgentWork } from '@switchboard/core/agent/agent-work'
import { answerMessage } from '@switchboard/core/agent/answer-message'
import { firstAgent } from '@switchboard/core/agent/first-agent'
import { conversationEventSchema } from '@switchboard/core/conversations/events'
import { say } from '@switchboard/core/conversations/say'
import type { Actor, ProviderRegistry } from '@switchboard/core/context'
import type { AgentModel } from '@switchboard/core/ports/agent-model'
import type { DateReader } from '@switchboard/core/ports/date-reader'

/** Knows one day: the one after. */
const readTomorrow: DateReader = (text) => {
  const start = text.indexOf('tomorrow')
  return start < 0 ? null : { dueAt: '2026-03-03', start, end: start + 'tomorrow'.length }
}

/** A member, and the agent that the model writes for; `ask` says something and has it answered. */
export async function conversing(
  database: TestDatabase,
  agentModel?: AgentModel,
  role: Actor['role'] = 'owner',
  providers?: ProviderRegistry,
) {
  const ctx = {
    ...testContext(database, providers ? { providers } : {}),
    readDate: readTomorrow,
    ...(agentModel ? { agentModel } : {}),
  }
  const { db } = database
  const { actor } = await buildMember(db, { role })
  const { agent, conversation } = await buildConversation(db, actor)
  await db.agent.updateMany({ where: { id: agent.id }, data: { tools: firstAgent.tools } })
  const stopping = new AbortController()
  const work = createAgentWork(ctx, stopping.signal)

  const tell = async (text: string) => {
    const said = await say(ctx, actor, {
      conversationId: conversation.id,
      key: randomUUID(),
      text,
      channel: 'web',
      saidAt: ctx.clock.now(),
    })
    const run = await db.agentRun.findFirstOrThrow({ where: { teamId: actor.teamId, askedId: said.id } })
    return { said, runId: run.id }
  }
  const answer = (runId: string) => answerMessage(ctx, { teamId: actor.teamId, runId }, work)
  const messages = () =>
    db.conversationMessage.findMany({ where: { conversationId: conversation.id }, orderBy: { seq: 'asc' } })
  return {
    ctx,
    actor,
    agent,
    conversation,
    stopping,
    work,
    tell,
    answer,
    messages,
    async ask(text: string) {
      const { runId } = await tell(text)
      await answer(runId)
      return (await messages()).filter(({ speaker }) => speaker === 'agent').at(-1)?.content ?? ''
    },
    run: (runId?: string) =>
      db.agentRun.findFirstOrThrow({
        where: { teamId: actor.teamId, ...(runId ? { id: runId } : {}) },
        orderBy: { createdAt: 'desc' },
      }),
    state: async () =>
      (await db.conversation.findFirstOrThrow({ where: { teamId: actor.teamId, id: conversation.id } })).agentState,
    tasks: () => db.task.findMany({ where: { teamId: actor.teamId }, orderBy: { createdAt: 'asc' } }),
    async events() {
      const rows = await db.conversationEvent.findMany({
        where: { conversationId: conversation.id },
        orderBy: { seq: 'asc' },
      })
      return rows.map(({ seq, data }) => ({ seq, ...conversationEventSchema.parse(data) }))
    },
  }
}

type Events = Awaited<ReturnType<Awaited<ReturnType<typeof conversing>>['events']>>

/** What a page that follows the events has of a message in the end. */
export function asFollowed(events: Events, id: string): string {
  let content = ''
  for (const event of events) {
    if (event.kind === 'said' && event.said.id === id) content = event.said.content
    if (event.kind === 'text' && event.messageId === id) content = content.slice(0, event.from) + event.text
  }
  return content
}
