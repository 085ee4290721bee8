import { randomUUID } from 'node:crypto'
import type { Actor } from '@switchboard/core/context'
import {
  buildConnection,
  buildConversation,
  buildGrant,
  buildItem,
  buildSource,
  buildSuggestion,
  type TestContext,
} from '@switchboard/testing'

export type Ids = {
  agent: string
  app: string
  conversation: string
  connection: string
  delivery: string
  testItem: string
  event: string
  /** Remembered of the owner, and not any more. */
  fact: string
  forgotten: string
  /** A question of the owner's to themselves. */
  feedback: string
  /** What an agent does for the owner by the clock. */
  job: string
  item: string
  /** Another source of the suggestion. */
  source: string
  /** A message to the owner, and an address that they have claimed. */
  message: string
  identity: string
  suggestion: string
  task: string
  writeBack: string
}
export const times = { cron: '0 9 * * *', timeZone: 'UTC' }
export const jobFields = { name: 'Morning round', instructions: 'What is due?', ...times, on: true, tellIds: [] }

/** One of everything that ids can name, owned by `owner`. */
export async function buildWorld(
  core: TestContext,
  owner: Actor,
  ownership: 'personal' | 'shared' = 'personal',
): Promise<Ids> {
  const connection = await buildConnection(core.db, owner, {
    grantedScopes: ['mail.read'],
    ownerId: ownership === 'shared' ? null : owner.userId,
  })
  await buildGrant(core, connection)
  const suggestion = await buildSuggestion(core.db, connection)
  const { teamId, itemId } = suggestion
  const source = await buildItem(core.db, connection)
  await buildSource(core.db, suggestion, source)
  const failed = await buildItem(core.db, connection)
  await core.db.item.update({ where: { teamId_id: { teamId, id: failed.id } }, data: { state: 'failed' } })
  const task = await core.db.task.create({
    data: { teamId, itemId, assigneeId: owner.userId, title: 'Return it', description: '', tags: [], status: 'done' },
  })
  const writeBack = await core.db.writeBack.create({
    data: {
      teamId,
      itemId,
      taskId: task.id,
      connectionId: connection.id,
      assigneeId: owner.userId,
      action: 'archive',
      state: 'failed',
      runAt: core.clock.now(),
    },
  })
  const testItem = await core.db.testItem.create({
    data: { teamId, connectionId: connection.id, startedById: owner.userId, startedAt: core.clock.now() },
  })
  const event = await core.db.inboundEvent.create({
    data: {
      provider: 'gmail',
      account: connection.accountName,
      eventId: randomUUID(),
      body: Buffer.from('{}'),
      headers: {},
      receivedAt: core.clock.now(),
      receipts: { create: { teamId, connectionId: connection.id, processedAt: core.clock.now() } },
    },
  })
  // A team has fifty at most.
  await core.db.providerApp.deleteMany({ where: { teamId } })
  const app = await core.db.providerApp.create({
    data: { teamId, provider: 'gmail', name: 'Our app', createdAt: core.clock.now() },
  })
  const toOwner = { teamId, userId: owner.userId, createdAt: core.clock.now() }
  const message = await core.db.outboundMessage.create({
    data: {
      ...toOwner,
      key: randomUUID(),
      kind: 'test',
      deliveries: {
        create: { channel: 'web', address: owner.userId, attempt: 1, state: 'sent', startedAt: core.clock.now() },
      },
    },
  })
  const identity = await core.db.identity.create({
    data: { ...toOwner, channel: 'email', address: `${randomUUID()}@northwind.example`, name: 'Ada' },
  })
  const delivery = await core.db.delivery.create({
    data: {
      teamId,
      messageId: message.id,
      channel: 'email',
      connectionId: connection.id,
      address: 'ada@northwind.example',
      attempt: 1,
      state: 'unknown',
      startedAt: core.clock.now(),
    },
  })
  const { agent, conversation } = await buildConversation(core.db, owner)
  const createdAt = core.clock.now()
  const [fact, forgotten] = await core.db.memory.createManyAndReturn({
    data: [null, createdAt].map((deletedAt) => ({
      teamId,
      userId: owner.userId,
      type: 'fact' as const,
      content: `Fact ${randomUUID()}`,
      key: randomUUID(),
      importance: 3,
      createdAt,
      deletedAt,
    })),
  })
  if (!fact || !forgotten) throw new Error('both are there')
  const feedback = await core.db.feedbackRequest.create({
    data: {
      teamId,
      kind: 'approval',
      question: 'Ship it?',
      askedById: owner.userId,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + 172_800_000),
      recipients: { create: { membership: { connect: { teamId_userId: { teamId, userId: owner.userId } } } } },
    },
  })
  const job = await core.db.agentJob.create({
    data: { teamId, userId: owner.userId, agentId: agent.id, ...jobFields, createdAt },
  })
  return {
    agent: agent.id,
    job: job.id,
    app: app.id,
    conversation: conversation.id,
    connection: connection.id,
    delivery: delivery.id,
    message: message.id,
    identity: identity.id,
    testItem: testItem.id,
    event: String(event.id),
    feedback: feedback.id,
    fact: fact.id,
    forgotten: forgotten.id,
    item: failed.id,
    source: source.id,
    suggestion: suggestion.id,
    task: task.id,
    writeBack: writeBack.id,
  }
}
