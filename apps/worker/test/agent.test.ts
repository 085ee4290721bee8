import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { firstAgent } from '@switchboard/core/agent/first-agent'
import { say } from '@switchboard/core/conversations/say'
import { systemClock } from '@switchboard/core/system-clock'
import { createAgentModel, readDate } from '@switchboard/models'
import { startSandbox, type Sandbox } from '@switchboard/sandbox/app'
import { buildConversation, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { workOnce } from './work-once'

const database = createTestDatabase()
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [], dataDir: null, mailbox: null })
})
afterEach(() => sandbox.faults.clear())
afterAll(() => sandbox.close())

/** A member, the agent and its model by HTTP; `ask` has a worker answer. */
async function conversing() {
  const { db } = database
  const agentModel = createAgentModel(
    {
      GENERATOR: 'openai',
      OPENAI_API_KEY: 'sandbox',
      OPENAI_BASE_URL: `${sandbox.url}/openai/v1`,
      OPENAI_MODEL: 'gpt-4.1-mini',
    },
    systemClock,
  )
  if (!agentModel) throw new Error('No model is set up.')
  const ctx = { ...testContext(database), agentModel, readDate }
  const { actor } = await buildMember(db)
  const { agent, conversation } = await buildConversation(db, actor)
  await db.agent.updateMany({ where: { id: agent.id }, data: { tools: firstAgent.tools } })
  return {
    actor,
    async ask(text: string) {
      await say(ctx, actor, {
        conversationId: conversation.id,
        key: randomUUID(),
        text,
        channel: 'web',
        saidAt: ctx.clock.now(),
      })
      await workOnce(database, ctx)
      const said = await db.conversationMessage.findMany({
        where: { conversationId: conversation.id, speaker: 'agent', kind: { not: 'thinking' } },
        orderBy: { seq: 'asc' },
      })
      return said.at(-1)?.content ?? ''
    },
  }
}

test('a worker answers with the model and its tools, and by commands; both see the same tasks', async () => {
  const { actor, ask } = await conversing()
  expect(await ask('Please remind me to book the boathouse.')).toBe('I made the task “Book the boathouse”.')
  expect(await ask('/remind me to call Ben on Friday')).toContain('I made the task “Call Ben”, due Fri')
  expect(await ask('What tasks are on my list?')).toBe('Your tasks:\n\n- Call Ben\n- Book the boathouse')
  const spent = await database.db.modelUsage.aggregate({ where: { teamId: actor.teamId }, _sum: { costMicros: true } })
  expect(Number(spent._sum.costMicros)).toBeGreaterThan(0)
})

test('what a person tells is known in their next conversation, and not once they have it forgotten', async () => {
  const { actor, ask } = await conversing()
  expect(await ask('I prefer the aisle seat. Remind me to pack.')).toContain('Pack')
  expect(await ask('What do you know about me?')).toBe('You have told me:\n\n- I prefer the aisle seat')
  await ask('Please forget about the aisle seat.')
  expect(await ask('What do you know about me?')).toBe('You have told me nothing yet.')
  const facts = await database.db.memory.findMany({ where: { teamId: actor.teamId } })
  expect(facts).toMatchObject([{ content: 'I prefer the aisle seat', timesUsed: 2, deletedIn: expect.any(String) }])
})

test.each([
  ['refusal', 'declined'],
  ['too_many_requests', 'too much to do'],
  ['unavailable', 'cannot be reached'],
] as const)('a model’s %s is said in words, and the next question is answered', async (kind, words) => {
  const { ask } = await conversing()
  sandbox.faults.add({ kind, path: '/openai/v1/chat/completions' })
  expect(await ask('Hello')).toContain(words)
  expect(await ask('Hello again')).toContain('Hello again')
})

test('a call whose input is cut off is told to the model, not to the person', async () => {
  const { ask } = await conversing()
  sandbox.faults.add({ kind: 'invalid_json' })
  expect(await ask('Remind me to pack.')).toBe('That did not work.')
})
