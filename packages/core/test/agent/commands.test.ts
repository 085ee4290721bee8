import { describe, expect, test } from 'vitest'
import {
  buildConnection,
  buildItem,
  buildMember,
  createTestDatabase,
  fakeAgentModel,
  saysParts,
} from '@switchboard/testing'
import { recordUsage } from '@switchboard/core/suggestions/budget'
import { conversing } from './conversing'

const database = createTestDatabase()

describe('an agent without a model', () => {
  test('lists open tasks with their dates', async () => {
    const { ask, actor } = await conversing(database)
    expect(await ask('/tasks')).toBe('You have no open tasks.')
    await ask('/remind me to call Ben tomorrow')
    await database.db.task.create({
      data: { teamId: actor.teamId, assigneeId: actor.userId, title: 'Pack *everything*', description: '', tags: [] },
    })
    expect(await ask('/tasks')).toBe(
      'Your open tasks:\n\n- Call Ben (Tue, 3 Mar 2026)\n- Pack \\*everything\\* (no date)',
    )
  })

  test('makes a task with the date that is read in it, once, however often the job runs', async () => {
    const { tell, answer, tasks, messages } = await conversing(database)
    const { runId } = await tell('/remind me to call Ben tomorrow')
    await Promise.all([answer(runId), answer(runId)])
    await answer(runId)
    expect(await tasks()).toMatchObject([
      { title: 'Call Ben', dueAt: new Date('2026-03-02T23:00:00Z'), dueAllDay: true },
    ])
    expect((await messages()).filter(({ speaker }) => speaker === 'agent')).toHaveLength(1)
  })

  test.each([
    ['/remind Pay the rent', 'Pay the rent', 'I found no date'],
    ['/remind tomorrow', 'tomorrow', 'due'],
  ])('reads %s', async (text, title, words) => {
    const { ask, tasks } = await conversing(database)
    expect(await ask(text)).toContain(words)
    expect(await tasks()).toMatchObject([{ title }])
  })

  test('finds by words of title, sender and text, and only what the person may see', async () => {
    const { ask, actor } = await conversing(database)
    const { actor: other } = await buildMember(database.db, { teamId: actor.teamId, role: 'member' })
    const own = await buildConnection(database.db, actor)
    await buildItem(database.db, own, { title: 'The venue', text: 'The boathouse is free on Friday.' })
    await buildItem(database.db, await buildConnection(database.db, other), { title: 'Boathouse keys' })
    const found = await ask('/search BOATHOUSE free')
    expect(found).toContain('The venue')
    expect(await ask('/search boathouse')).not.toContain('keys')
    expect(await ask('/search zeppelin')).toContain('found nothing')
  })

  test.each([
    ['/help', '/remind'],
    ['/dance now', 'do not know the command “/dance”'],
    ['/constructor', 'do not know the command'],
    ['/search', 'Write what to look for'],
    ['/remind', 'Write what to remind you of'],
    ['How are you?', 'No language model is set up here'],
    ['/etc/hosts is what?', 'No language model is set up here'],
  ])('says to %s', async (text, words) => {
    const { ask, state } = await conversing(database)
    expect(await ask(text)).toContain(words)
    expect(await state()).toBe('idle')
  })
})

describe('an agent with a model', () => {
  test('takes commands without asking it', async () => {
    const model = fakeAgentModel(() => saysParts('Hello'))
    const { ask } = await conversing(database, model)
    expect(await ask('/tasks')).toBe('You have no open tasks.')
    expect(model.requests).toHaveLength(0)
  })

  test('does not ask it for a team that keeps everything here, or whose budget is used up', async () => {
    const model = fakeAgentModel(() => saysParts('Hello'))
    const { ctx, ask, actor } = await conversing(database, model)
    const set = (data: object) => database.db.team.update({ where: { id: actor.teamId }, data })
    await set({ offlineOnly: true })
    expect(await ask('Hello')).toContain('keeps everything on this machine')
    await set({ offlineOnly: false, monthlyBudgetMicros: 100 })
    const used = { inputTokens: 1, outputTokens: 1, costMicros: 100 }
    await recordUsage({ ...ctx, model: { name: 'test' } }, database.db, actor.teamId, used)
    expect(await ask('Hello')).toContain('budget for the language model is used up')
    await set({ monthlyBudgetMicros: 101 })
    expect(await ask('Hello')).toBe('Hello')
  })
})
