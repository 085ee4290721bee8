import {
  buildConnection,
  buildGrant,
  buildMember,
  fakeChannel,
  fakeProviders,
  testContext,
  type TestDatabase,
} from '@switchboard/testing'
import { deliverMessages } from '@switchboard/core/channels/deliver-messages'
import type { Actor } from '@switchboard/core/context'
import { askAsMember, type Asking } from '@switchboard/core/feedback/ask-feedback'
import { answerFeedback, type Answering } from '@switchboard/core/feedback/answer-feedback'

let jobs = 1n

/** A team of three, all known at a workspace and by mail: Ada asks Ben and Cleo, who have their hands full. */
export async function feedbackWorld(database: TestDatabase) {
  const slack = fakeChannel()
  const mail = fakeChannel({ kind: 'email', update: undefined })
  const ctx = {
    ...testContext(database, { providers: fakeProviders({ ownership: 'shared', channel: slack }) }),
    mailServer: mail,
  }
  const { actor: ada } = await buildMember(database.db)
  const { teamId } = ada
  const { actor: ben } = await buildMember(database.db, { teamId, role: 'member', name: 'Ben Okafor' })
  const { actor: cleo } = await buildMember(database.db, { teamId, role: 'member', name: 'Cleo Marín' })
  const connection = await buildConnection(database.db, ada, { ownerId: null })
  await buildGrant(ctx, connection)
  const at = ctx.clock.now()
  await database.db.identity.createMany({
    data: [ada, ben, cleo].map(({ userId }, index) => ({
      teamId,
      userId,
      channel: 'slack' as const,
      connectionId: connection.id,
      address: `U${index + 1}`,
      name: '@somebody',
      confirmedAt: at,
      createdAt: at,
    })),
  })
  const ask = async (fields: Partial<Asking> = {}, asker: Actor = ada) =>
    askAsMember(ctx, asker, {
      kind: 'approval',
      question: 'Ship *today*?',
      recipientIds: [ben.userId, cleo.userId],
      channels: ['slack'],
      ...fields,
    })
  const answer = (actor: Actor, id: string, fields: Partial<Answering> = {}) =>
    answerFeedback(ctx, actor, { id, value: 'approve', via: 'web', ...fields })
  const work = () => deliverMessages(ctx, jobs++)
  const read = (id: string) => database.db.feedbackRequest.findUniqueOrThrow({ where: { teamId_id: { teamId, id } } })
  return { ctx, slack, mail, ada, ben, cleo, connection, ask, answer, work, read }
}
