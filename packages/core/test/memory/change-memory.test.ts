import { describe, expect, test } from 'vitest'
import { buildMember, createTestDatabase } from '@switchboard/testing'
import {
  deleteFact,
  editFact,
  forgetEverything,
  restoreFact,
  switchMemory,
} from '@switchboard/core/memory/change-memory'
import { mostFacts } from '@switchboard/core/memory/limits'
import { readLearnt, readMemory } from '@switchboard/core/memory/read-memory'
import { cleanUp } from '@switchboard/core/sync/clean-up'
import { noted, notingModel, remembering } from './remembering'

const database = createTestDatabase()

const notesWhatIsSaid = () =>
  notingModel(({ turns }) => {
    const said = /just said:\n(.+)/.exec(turns[0]?.text ?? '')?.[1] ?? ''
    return said.startsWith('I ') ? [noted(said)] : []
  })

async function remembers(...said: string[]) {
  const model = notesWhatIsSaid()
  const world = await remembering(database, model)
  for (const words of said) await world.tells(words)
  return { ...world, prompts: () => JSON.stringify(model.answering().at(-1)?.turns[0]), model }
}

describe('what was deleted', () => {
  test('is gone from the next answer, and back in the one after it was restored', async () => {
    const { ctx, actor, ask, fact, prompts } = await remembers('I like tea')
    const { id } = await fact('I like tea')
    await deleteFact(ctx, actor, id)
    await ask('What next?')
    expect(prompts()).not.toContain('What the person has told before')
    await restoreFact(ctx, actor, id)
    await ask('And now?')
    expect(prompts()).toContain('(preference')
    await expect(restoreFact(ctx, actor, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is gone for good after a day', async () => {
    const { ctx, actor, fact } = await remembers('I like tea', 'I like cake')
    const { id } = await fact('I like tea')
    await deleteFact(ctx, actor, id)
    ctx.clock.advance(86_400_001)
    await cleanUp(ctx)
    await expect(restoreFact(ctx, actor, id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await readMemory(ctx, actor)).facts).toMatchObject([{ content: 'I like cake' }])
  })

  test('brings back what it had taken the place of, and takes it away again when it is restored', async () => {
    const { ctx, actor, fact, facts } = await remembers('I like tea', 'I never like tea')
    const { id } = await fact('I never like tea')
    await deleteFact(ctx, actor, id)
    expect(await facts()).toEqual(['I like tea'])
    await restoreFact(ctx, actor, id)
    expect(await facts()).toEqual(['I never like tea'])
  })

  test('does not come back beside what says the same', async () => {
    const { ctx, actor, fact, tells } = await remembers('I like tea')
    const { id } = await fact('I like tea')
    await deleteFact(ctx, actor, id)
    await tells('I LIKE tea')
    await expect(restoreFact(ctx, actor, id)).rejects.toMatchObject({ code: 'conflict' })
  })
})

test('an edited fact says what its owner says; secrets and what is there already are refused', async () => {
  const { ctx, actor, fact, facts } = await remembers('I like tea', 'I like cake')
  const { id } = await fact('I like tea')
  await editFact(ctx, actor, { id, edits: { content: 'I like green tea', importance: 5, type: 'fact' } })
  expect(await fact('I like green tea')).toMatchObject({ edited: true, importance: 5, type: 'fact' })
  const refused = (content: string) => editFact(ctx, actor, { id, edits: { content } })
  await expect(refused('i like CAKE')).rejects.toMatchObject({ code: 'conflict' })
  await expect(refused('My PIN is 4711')).rejects.toMatchObject({ code: 'invalid_input', field: 'edits.content' })
  await expect(refused('…')).rejects.toMatchObject({ code: 'invalid_input' })
  expect(await facts()).toEqual(['I like green tea', 'I like cake'])
})

test('switched off, nothing is learnt and nothing used; what is there stays', async () => {
  const { ctx, actor, tell, answer, ask, queued, prompts, model } = await remembers('I like tea')
  await switchMemory(ctx, actor, false)
  const before = (await queued()).length
  await answer((await tell('I like cake')).runId)
  expect((await queued()).length).toBe(before)
  expect(prompts()).not.toContain('told before')
  expect(model.answering().at(-1)?.system).toContain('switched memory off')
  expect(await ask('/remember I like cake')).toContain('switched off')
  expect(await readMemory(ctx, actor)).toMatchObject({ on: false, facts: [{ content: 'I like tea' }] })
  await switchMemory(ctx, actor, true)
  await ask('Again?')
  expect(prompts()).toContain('I like tea')
})

test('everything is forgotten, what was deleted before too', async () => {
  const { ctx, actor, fact } = await remembers('I like tea', 'I like cake')
  await deleteFact(ctx, actor, (await fact('I like tea')).id)
  expect(await forgetEverything(ctx, actor)).toEqual({ forgotten: 1 })
  expect(await database.db.memory.count({ where: { teamId: actor.teamId } })).toBe(0)
})

test('a member’s memory is theirs alone, and ends with their membership', async () => {
  const { ctx, actor, conversation, fact } = await remembers('I like tea')
  const { id } = await fact('I like tea')
  const admin = (await buildMember(database.db, { teamId: actor.teamId, role: 'admin' })).actor
  expect((await readMemory(ctx, admin)).facts).toEqual([])
  await expect(readLearnt(ctx, admin, conversation.id)).rejects.toMatchObject({ code: 'not_found' })
  const changes = [
    () => editFact(ctx, admin, { id, edits: { content: 'Theirs' } }),
    () => deleteFact(ctx, admin, id),
    () => restoreFact(ctx, admin, id),
  ]
  for (const change of changes) await expect(change()).rejects.toMatchObject({ code: 'not_found' })
  await forgetEverything(ctx, admin)
  expect(await fact('I like tea')).toMatchObject({ id, deletedAt: null })
  await database.db.membership.deleteMany({ where: { teamId: actor.teamId, userId: actor.userId } })
  expect(await database.db.memory.count({ where: { teamId: actor.teamId } })).toBe(0)
})

test('what was learnt is told with its answer, and what was forgotten too', async () => {
  const { ctx, actor, conversation, ask, fact, messages } = await remembers('I like tea')
  const { id } = await fact('I like tea')
  const answer = (await messages()).at(-1)?.id
  const learnt = () => readLearnt(ctx, actor, conversation.id)
  expect(await learnt()).toEqual({ items: [{ id, content: 'I like tea', messageId: answer, forgotten: false }] })
  expect((await readMemory(ctx, actor)).facts).toMatchObject([{ from: { id: conversation.id, channel: 'web' } }])
  expect(await ask('/forget tea')).toBe('I have forgotten: “I like tea”.')
  const last = (await messages()).at(-1)?.id
  expect(await learnt()).toMatchObject({ items: [{ id, messageId: last, forgotten: true }] })
})

test('a full memory has the least make way, and nothing that its owner has written', async () => {
  const { ctx, actor, ask, facts } = await remembers()
  const about = { teamId: actor.teamId, userId: actor.userId, type: 'fact', createdAt: ctx.clock.now() } as const
  await database.db.memory.createMany({
    data: Array.from({ length: mostFacts }, (_, index) => ({
      ...about,
      content: `Fact ${index}`,
      key: `fact ${index}`,
      importance: index === 7 ? 1 : 3,
      edited: index !== 7,
    })),
  })
  expect(await ask('/remember Something else')).toContain('Something else')
  expect(await facts()).not.toContain('Fact 7')
  await database.db.memory.updateMany({ where: { teamId: actor.teamId }, data: { edited: true } })
  expect(await ask('/remember More of it')).toContain('can keep no more')
})

describe('without a model', () => {
  test('commands remember and forget, and say what they cannot', async () => {
    const { ask, facts } = await remembering(database)
    expect(await ask('/remember i like *tea*')).toBe('I remember: “I like \\*tea\\*”.')
    expect(await ask('/remember I like *tea*')).toContain('I remember')
    expect(await ask('/remember the PIN is 4711')).toContain('do not remember such things')
    expect(await ask(`/remember ${'x'.repeat(301)}`)).toContain('at most 300 characters')
    await ask('/remember I like green apples')
    expect(await facts()).toEqual(['I like *tea*', 'I like green apples'])
    expect(await ask('/forget like')).toContain('more than one')
    expect(await ask('/forget rum')).toContain('nothing with “rum”')
    expect(await ask('/forget apples')).toContain('forgotten')
    expect(await facts()).toEqual(['I like *tea*'])
  })

  test('only what is wished for in so many words is remembered, and the answer says so', async () => {
    const { tells, messages, facts } = await remembering(database)
    await tells('I like tea')
    expect(await facts()).toEqual([])
    await tells('Remember that I like tea.')
    expect((await messages()).at(-1)).toMatchObject({ kind: 'text', content: 'I remember: “I like tea”.' })
    expect(await facts()).toEqual(['I like tea'])
  })
})
