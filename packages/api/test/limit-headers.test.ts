import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { buildConversation, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { appRouter } from '../src'
import { apiContext } from './api-context'

const database = createTestDatabase()

test('what was said is answered with what is left of the limits, and also when nobody can tell that', async () => {
  const core = testContext(database)
  const { actor } = await buildMember(database.db)
  const { conversation } = await buildConversation(database.db, actor)
  const answerHeaders = new Headers()
  const caller = appRouter.createCaller({ ...apiContext(core, actor), answerHeaders })
  const tell = (text: string) =>
    caller.conversation.say({ conversationId: conversation.id, key: randomUUID(), text, saidAt: core.clock.now() })
  expect(await tell('Hello')).toMatchObject({ content: 'Hello' })
  expect(answerHeaders.get('ratelimit')).toContain('"person";r=29')
  const reading = vi.spyOn(database.db.rateBucket, 'findMany').mockRejectedValue(new Error('no connection'))
  expect(await tell('Again')).toMatchObject({ content: 'Again' })
  expect(reading).toHaveBeenCalled()
  reading.mockRestore()
})
