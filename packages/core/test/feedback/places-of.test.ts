import { expect, test } from 'vitest'
import { createTestDatabase } from '@switchboard/testing'
import { getFeedback } from '@switchboard/core/feedback/read-feedback'
import { feedbackWorld } from './feedback-world'

const database = createTestDatabase()

test('a question tells where it stands with whom, before it is sent, while it waits and once it is answered', async () => {
  const { ctx, ada, ben, cleo, ask, answer, work } = await feedbackWorld(database)
  const { id } = await ask({ channels: ['slack', 'email'] })
  const places = async () =>
    (await getFeedback(ctx, ada, id)).places.map(({ channel, state, people }) => [
      channel,
      state,
      people.map((one) => one.id).sort(),
    ])
  const both = [ben.userId, cleo.userId].sort()
  expect(await places()).toEqual([
    ['slack', 'waiting', both],
    ['email', 'waiting', both],
  ])
  await work()
  expect(await places()).toEqual([
    ['slack', 'asked', both],
    ['email', 'asked', both],
  ])
  await answer(ben, id, { via: 'slack' })
  await work()
  expect(await places()).toEqual([
    ['slack', 'answered', [ben.userId]],
    ['slack', 'told', [cleo.userId]],
    ['email', 'told', [cleo.userId]],
    ['email', 'asked', [ben.userId]],
  ])
})

test('who is reached by no channel is told of, and one without channels stands where it arrived', async () => {
  const { ctx, ada, ben, ask, work } = await feedbackWorld(database)
  const { id } = await ask({ channels: ['telegram', 'slack'], recipientIds: [ben.userId] })
  const preferred = await ask({ channels: [], recipientIds: [ben.userId] })
  await work()
  const places = async (of: string) =>
    (await getFeedback(ctx, ada, of)).places.map(({ channel, state }) => [channel, state])
  expect(await places(id)).toEqual([
    ['slack', 'asked'],
    ['telegram', 'unreached'],
  ])
  expect(await places(preferred.id)).toEqual([['slack', 'asked']])
  // Telegram had been tried before.
  const { teamId } = ben
  const { id: messageId, createdAt: startedAt } = await database.db.outboundMessage.findFirstOrThrow({
    where: { teamId, subjectId: preferred.id },
  })
  const refused = { channel: 'telegram' as const, address: '7', attempt: 1, state: 'failed' as const }
  await database.db.delivery.create({ data: { teamId, messageId, startedAt, ...refused } })
  expect(await places(preferred.id)).toEqual([
    ['slack', 'asked'],
    ['telegram', 'unreached'],
  ])
})
