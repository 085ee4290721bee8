import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  buildConnection,
  buildConversation,
  buildMember,
  createTestDatabase,
  fakeChannel,
  fakeProviders,
  testContext,
} from '@switchboard/testing'
import { createAgent, setAgentStatus, updateAgent } from '@switchboard/core/agent/manage/change-agents'
import { readAgents } from '@switchboard/core/agent/manage/read-agents'
import { agentTransitions } from '@switchboard/core/agent/manage/transitions'
import { toolNames } from '@switchboard/core/agent/tools/tool-words'
import { toolsNamed } from '../../src/agent/tools'

const database = createTestDatabase()

async function team() {
  const ctx = testContext(database, { providers: fakeProviders({ ownership: 'shared', channel: fakeChannel() }) })
  const { actor } = await buildMember(database.db)
  const { agent } = await buildConversation(database.db, actor)
  const fields = {
    name: 'Scout',
    slug: 'scout',
    instructions: '',
    model: null,
    tools: ['list_tasks'],
    connectionIds: [],
  }
  return { ctx, actor, agent, fields }
}

test('every tool that can be chosen is there', () => {
  expect(toolsNamed(toolNames).map(({ form }) => form.name)).toEqual(expect.arrayContaining([...toolNames]))
})

test('an agent is added once, changed by admins alone, and its short name is its own', async () => {
  const { ctx, actor, agent, fields } = await team()
  const id = randomUUID()
  await Promise.all([createAgent(ctx, actor, { id, ...fields }), createAgent(ctx, actor, { id, ...fields })])
  expect((await readAgents(ctx, actor)).items.map(({ name }) => name)).toContain('Scout')
  await expect(updateAgent(ctx, actor, { id, ...fields, slug: agent.slug })).rejects.toMatchObject({ field: 'slug' })
  const { actor: member } = await buildMember(database.db, { teamId: actor.teamId, role: 'member' })
  await expect(updateAgent(ctx, member, { id, ...fields })).rejects.toMatchObject({ code: 'forbidden' })
  const { actor: other } = await buildMember(database.db)
  await expect(updateAgent(ctx, other, { id, ...fields })).rejects.toMatchObject({ code: 'not_found' })
})

test('its status goes by legal steps, and the last one stays', async () => {
  const { ctx, actor, agent, fields } = await team()
  const set = (status: 'active' | 'paused' | 'archived', id = agent.id) => setAgentStatus(ctx, actor, { id, status })
  await set('paused')
  await set('paused')
  await expect(set('archived')).rejects.toMatchObject({ code: 'conflict' })
  await createAgent(ctx, actor, { id: randomUUID(), ...fields })
  await set('archived')
  await expect(set('active')).rejects.toMatchObject({ code: 'conflict' })
  await set('paused')
  await set('active')
  expect(agentTransitions.archived).not.toContain('active')
})

test('it answers at accounts that the team shares, and takes them over from another', async () => {
  const { ctx, actor, agent, fields } = await team()
  const shared = await buildConnection(database.db, actor, { ownerId: null })
  const own = await buildConnection(database.db, actor)
  const answering = { ...fields, connectionIds: [shared.id] }
  await updateAgent(ctx, actor, { id: agent.id, ...answering, slug: agent.slug })
  const id = randomUUID()
  await createAgent(ctx, actor, { id, ...answering })
  const { items, connections } = await readAgents(ctx, actor)
  expect(items.filter(({ connectionIds }) => connectionIds.includes(shared.id)).map((one) => one.id)).toEqual([id])
  expect(connections.map((one) => one.id)).toEqual([shared.id])
  await expect(updateAgent(ctx, actor, { id, ...fields, connectionIds: [own.id] })).rejects.toMatchObject({
    code: 'not_found',
  })
})
