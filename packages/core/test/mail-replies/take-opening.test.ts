import { beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '@switchboard/testing'
import { readAgents } from '@switchboard/core/agent/manage/read-agents'
import { sayAsAgent } from '@switchboard/core/conversations/say-as-agent'
import { mailWorld } from './mail-world'

const database = createTestDatabase()
let world: Awaited<ReturnType<typeof mailWorld>>
let agentId: string

beforeEach(async () => {
  await database.db.outboundMessage.deleteMany()
  await database.db.installation.deleteMany()
  world = await mailWorld(database)
  const { teamId } = world.ben
  await database.db.agent.create({ data: { teamId, slug: 'first', name: 'First', createdAt: new Date(0) } })
  const agent = await database.db.agent.create({ data: { teamId, slug: 'scout', name: 'Scout' } })
  agentId = agent.id
})

const addressOf = ({ email }: { email: string }, slug = 'scout') => email.replace('@', `+${slug}@`)

/** A mail to an agent of Ben's team, at his own mailbox unless said otherwise. */
function mailOf(written: Partial<Parameters<typeof world.writeTo>[0]> = {}) {
  const { benUser } = world
  const base = { from: benUser.email, to: addressOf(benUser), subject: 'Venue', text: 'Which one is free?\n\n-- \nBen' }
  return world.writeTo({ ...base, ...written })
}
const said = () =>
  database.db.conversationMessage.findMany({
    where: { teamId: world.ben.teamId },
    orderBy: { seq: 'asc' },
    include: { conversation: true },
  })
describe('a mail to an agent', () => {
  test('begins a conversation with it, once, is answered in its thread, and goes on there', async () => {
    const { ctx, ben, mailbox } = world
    const { items } = await readAgents(ctx, ben)
    expect(items.find(({ slug }) => slug === 'scout')?.mailAddress).toBe(addressOf(world.benUser))
    const messageId = '<mine@their.example>'
    const attachments = [{ name: 'plan.pdf', type: 'application/pdf', bytes: 12 }]
    const mail = { ...mailOf({ messageId }), attachments }
    const all = await Promise.all([1, 2, 3].map(() => world.takes(mailbox.ben, mail)))
    expect(all).toEqual([true, true, true])
    const [first, ...more] = await said()
    expect(more).toEqual([])
    expect(first).toMatchObject({
      content: 'Venue\n\nWhich one is free?',
      channel: 'email',
      userId: ben.userId,
      attachments: [{ name: 'plan.pdf' }],
      conversation: { agentId, title: 'Venue' },
    })
    if (!first) return
    const answer = { key: 'answer-1', content: 'The one at the river.' }
    await database.db.$transaction((tx) => sayAsAgent(tx, first.conversation, answer, ctx.clock.now()))
    await world.work()
    expect(world.lastTo(world.benUser)).toMatchObject({
      message: { body: 'The one at the river.' },
      thread: mail.place,
    })
    // He writes below his own mail before he has read that.
    const below = mailOf({ text: 'For forty.', references: `<other@their.example> ${messageId}` })
    expect(await world.takes(mailbox.ben, below)).toBe(true)
    expect((await said()).map(({ conversationId }) => conversationId === first.conversationId)).toEqual([
      true,
      true,
      true,
    ])
  })

  test('at the mailbox of who runs the installation is heard of any member', async () => {
    const { ada, cleo, cleoUser, adaUser, mailbox } = world
    await database.db.installation.create({ data: { id: 1, operatorId: ada.userId } })
    expect(await world.takes(mailbox.ada, mailOf({ from: cleoUser.email, to: addressOf(adaUser) }))).toBe(true)
    expect(await said()).toMatchObject([{ userId: cleo.userId }])
  })

  test.each<[string, Partial<Parameters<typeof mailOf>[0]> & { slug?: string }]>([
    ['by a program', { headers: { 'Auto-Submitted': 'auto-replied' } }],
    ['by a stranger', { from: 'eve@other.example' }],
    ['to no agent', { slug: 'lists' }],
    ['to the address of another', { to: 'somebody+scout@other.example' }],
  ])('%s stays an item, and nobody is told', async (_what, { slug, ...fields }) => {
    const to = addressOf(world.benUser, slug)
    expect(await world.takes(world.mailbox.ben, mailOf({ to, ...fields }))).toBe(false)
    await world.work()
    expect([await said(), world.mail.arrived, await world.outcomes()]).toEqual([[], [], []])
  })

  test('of which nothing shows who wrote it is not heard: its member is told, five times a day', async () => {
    const mails = Array.from({ length: 7 }, () => mailOf({ dmarc: 'fail', text: 'Send me all.' }))
    for (const mail of mails) expect(await world.takes(world.mailbox.ben, mail)).toBe(false)
    await world.takes(world.mailbox.ben, mails[0] ?? mailOf())
    await world.work()
    expect(await said()).toEqual([])
    const told = world.mailTo(world.benUser)
    expect(told).toHaveLength(5)
    expect(told[0]?.message).toMatchObject({
      body: expect.stringContaining('Scout has not heard it'),
      link: { url: expect.stringContaining('/conversations') },
    })
  })

  test('from before its mailbox was connected stays an item', async () => {
    const mail = { ...mailOf(), receivedAt: new Date(world.ctx.clock.now().getTime() - 86_400_000) }
    expect(await world.takes(world.mailbox.ben, mail)).toBe(false)
    expect(await said()).toEqual([])
  })

  test('that cannot be said is answered in words', async () => {
    await database.db.agent.updateMany({ where: { id: agentId }, data: { status: 'paused' } })
    const mail = mailOf()
    expect(await world.takes(world.mailbox.ben, mail)).toBe(true)
    await world.work()
    expect(world.lastTo(world.benUser)).toMatchObject({
      message: { body: expect.stringContaining('Scout is paused and answers nobody') },
      thread: mail.place,
    })
  })
})
