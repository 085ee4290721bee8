import { expect, test } from 'vitest'
import { buildConversation, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { reportOnConversations } from './report'

const database = createTestDatabase()

test('what is amiss is printed, mended when that is asked for, and the end says whether something is left', async () => {
  const ctx = testContext(database)
  const { actor } = await buildMember(database.db)
  const { conversation } = await buildConversation(database.db, actor, { agentState: 'thinking' })
  const report = async (...args: string[]) => {
    const lines: string[] = []
    return { isSound: await reportOnConversations(ctx, args, (line) => lines.push(line)), lines }
  }
  expect(await report()).toEqual({
    isSound: false,
    lines: [
      `${conversation.id}: its agent stands as busy, and does nothing`,
      `${conversation.id}: pages that follow it were not told what it has come to`,
      'Conversations: 1. Found: 2. Mended: 0.',
      'Nothing was changed. To mend it: npm run conversations:check -- --repair',
    ],
  })
  const mended = await report('--repair')
  expect(mended.isSound).toBe(true)
  expect(mended.lines.at(-1)).toBe('Conversations: 1. Found: 2. Mended: 2.')
  expect(await report()).toEqual({ isSound: true, lines: ['Conversations: 1. Found: 0. Mended: 0.'] })
  await expect(report('--fix')).rejects.toThrow(/two options/)
})
