import { randomUUID } from 'node:crypto'
import {
  buildConnection,
  buildGrant,
  buildMember,
  fakeChannel,
  fakeProviders,
  testContext,
  type FakeChannel,
  type TestDatabase,
} from '@switchboard/testing'
import { queueMessages, type NewMessage } from '@switchboard/core/channels/queue-messages'
import { SwitchboardError } from '@switchboard/core/errors'
import { traceSchema } from '@switchboard/core/channels/trace'

export const away = (facts?: Record<string, string>) =>
  new SwitchboardError('unavailable', 'Slack cannot be reached at the moment.', { retryable: true, facts })

/** A member who is known at a workspace, and has mail by the installation's server. */
export async function reachable(
  database: TestDatabase,
  slack: FakeChannel,
  mail: FakeChannel | null = fakeChannel({ kind: 'email' }),
) {
  const ctx = {
    ...testContext(database, { providers: fakeProviders({ ownership: 'shared', channel: slack }) }),
    ...(mail ? { mailServer: mail } : {}),
  }
  const { actor, user } = await buildMember(database.db)
  const connection = await buildConnection(database.db, actor, { ownerId: null })
  await buildGrant(ctx, connection)
  const { teamId, userId } = actor
  await database.db.identity.create({
    data: {
      teamId,
      userId,
      channel: 'slack',
      connectionId: connection.id,
      address: 'U1',
      name: '@ada',
      confirmedAt: ctx.clock.now(),
      createdAt: ctx.clock.now(),
    },
  })
  const queue = async (fields: Partial<NewMessage> = {}) => {
    const message = { teamId, userId, key: randomUUID(), kind: 'test' as const, ...fields }
    const [id] = await queueMessages(database.db, [message], ctx.clock.now())
    return id ?? ''
  }
  const state = async (id: string) => {
    const row = await database.db.outboundMessage.findUniqueOrThrow({
      where: { teamId_id: { teamId, id } },
      include: { deliveries: { orderBy: { id: 'asc' } } },
    })
    return { ...row, steps: traceSchema.parse(row.trace).map(({ channel, what }) => `${channel ?? ''} ${what}`.trim()) }
  }
  return { ctx, actor, user, connection, queue, state, slack, mail }
}

export const jobId = () => BigInt(Math.floor(Math.random() * 1e12))
