import { randomUUID } from 'node:crypto'
import {
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  type AnyTRPCProcedure,
  type TRPCError,
} from '@trpc/server'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Actor } from '@switchboard/core/context'
import type { ToldSignal } from '@switchboard/core/live'
import {
  buildMember,
  createTestDatabase,
  fakeOwnApps,
  fakeProviders,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { type ApiContext, appRouter } from '../src'
import { apiContext } from './api-context'
import { buildWorld, type Ids, jobFields, times } from './build-world'

const database = createTestDatabase()
let core: TestContext
let actor: Actor
beforeAll(async () => {
  core = testContext(database, { providers: fakeProviders({ ownApps: fakeOwnApps() }) })
  actor = (await buildMember(core.db, { role: 'member' })).actor
  await buildMember(core.db, { teamId: actor.teamId, role: 'owner', name: 'Ben Okafor' })
})

type Row = {
  /** What the procedure takes; absent when it takes nothing. */
  input?: (ids: Ids) => unknown
  /** The answer to ids that are not the caller's; absent when the input has none. */
  foreign?: 'NOT_FOUND' | 'gone' | 'nothing'
  /** An input that does not fit, and the field that the answer names. */
  bad?: [input: unknown, field: string]
  admin?: true
  /** For the person who runs the installation, whatever their role. */
  operator?: true
}

const byId = (noun: keyof Ids): Row => ({
  input: (ids) => ({ id: ids[noun] }),
  foreign: 'NOT_FOUND',
  bad: [{ id: 'not-an-id' }, 'id'],
})
const batch: Row = {
  input: ({ suggestion }) => ({ ids: [suggestion], decisionId: randomUUID() }),
  foreign: 'gone',
  bad: [{ ids: [] }, 'ids'],
}
const edits = { title: 'Send the answers' }
const agentFields = { name: 'Scout', slug: 'scout', instructions: '', model: null, tools: [], connectionIds: [] }

/** Every procedure by its path. A new one fails the first test until it stands here. */
const table: Record<string, Row> = {
  'activity.writeBacks': { input: () => ({}), bad: [{ limit: 0 }, 'limit'] },
  'activity.retryWriteBack': byId('writeBack'),
  'agent.list': {},
  'agent.create': {
    input: () => ({ id: randomUUID(), ...agentFields, slug: `scout-${randomUUID().slice(0, 8)}` }),
    bad: [{ id: randomUUID(), ...agentFields, slug: 'Not a slug' }, 'slug'],
    admin: true,
  },
  'agent.update': {
    input: ({ agent }) => ({ id: agent, ...agentFields }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), ...agentFields, tools: ['delete_everything'] }, 'tools.0'],
    admin: true,
  },
  'agent.setStatus': {
    input: ({ agent }) => ({ id: agent, status: 'paused' }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), status: 'asleep' }, 'status'],
    admin: true,
  },
  'agent.jobs': {},
  'agent.previewJob': { input: () => times, bad: [{ ...times, cron: ' ' }, 'cron'] },
  'agent.createJob': {
    input: ({ agent, job }) => ({ id: job, agentId: agent, ...jobFields }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), agentId: randomUUID(), ...jobFields, name: ' ' }, 'name'],
  },
  'agent.updateJob': {
    input: ({ agent, job }) => ({ id: job, agentId: agent, ...jobFields }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), agentId: randomUUID(), ...jobFields, on: 'yes' }, 'on'],
  },
  'agent.removeJob': { ...byId('job'), foreign: 'nothing' },
  'agent.runJobNow': byId('job'),
  'agent.teamJobs': { admin: true },
  'agent.pauseTeamJob': { ...byId('job'), admin: true },
  'appRegistration.list': { input: () => ({ provider: 'gmail' }), bad: [{ provider: 'fax' }, 'provider'], admin: true },
  'appRegistration.get': { ...byId('app'), admin: true },
  'appRegistration.begin': {
    input: () => ({ provider: 'gmail', name: 'Our app' }),
    bad: [{ provider: 'gmail', name: ' ' }, 'name'],
    admin: true,
  },
  'appRegistration.saveKeys': {
    input: ({ app }) => ({ id: app, values: { clientId: '1.2', clientSecret: 'secret' } }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), values: 'all' }, 'values'],
    admin: true,
  },
  'appRegistration.remove': { ...byId('app'), admin: true },
  'channel.list': { admin: true },
  'channel.tryNow': { ...byId('connection'), admin: true },
  'connection.list': {},
  'connection.get': byId('connection'),
  'connection.available': {},
  'connection.connect': {
    input: ({ connection }) => ({ provider: 'gmail', connectionId: connection }),
    foreign: 'NOT_FOUND',
    bad: [{ provider: 'fax' }, 'provider'],
  },
  'connection.connectForm': {
    input: ({ connection }) => ({ provider: 'gmail', connectionId: connection }),
    foreign: 'NOT_FOUND',
    bad: [{ provider: 'fax' }, 'provider'],
  },
  'connection.connectByForm': {
    input: ({ connection }) => ({ provider: 'gmail', connectionId: connection, values: {} }),
    foreign: 'NOT_FOUND',
    bad: [{ provider: 'gmail', values: 'all' }, 'values'],
  },
  'connection.updateSettings': {
    input: ({ connection }) => ({ id: connection, settings: { syncEveryMinutes: 5 } }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), settings: 'all' }, 'settings'],
  },
  'connection.pause': byId('connection'),
  'connection.resume': byId('connection'),
  'connection.check': byId('connection'),
  'connection.dismissGap': {
    input: ({ connection }) => ({ id: connection, to: core.clock.now() }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), to: 'yesterday' }, 'to'],
  },
  'connection.disconnect': byId('connection'),
  'connection.syncNow': byId('connection'),
  'connection.syncAll': {},
  'connection.stopSync': byId('connection'),
  'connection.sendTest': byId('connection'),
  'connection.test': {
    input: ({ connection, testItem }) => ({ connectionId: connection, id: testItem }),
    foreign: 'NOT_FOUND',
    bad: [{ connectionId: randomUUID(), id: 'x' }, 'id'],
  },
  'connection.removeTest': {
    input: ({ connection, testItem }) => ({ connectionId: connection, id: testItem }),
    foreign: 'NOT_FOUND',
    bad: [{ connectionId: randomUUID(), id: 'x' }, 'id'],
  },
  'connection.runs': byId('connection'),
  'conversation.list': { input: () => ({}), bad: [{ status: 'lost' }, 'status'] },
  'conversation.agents': {},
  'conversation.counts': {},
  'conversation.usage': { admin: true },
  'conversation.get': byId('conversation'),
  'conversation.earlier': {
    input: ({ conversation }) => ({ id: conversation, before: 9 }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), before: 0 }, 'before'],
  },
  'conversation.follow': {
    input: ({ conversation }) => ({ id: conversation, lastEventId: '0' }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), lastEventId: 'the last one' }, 'lastEventId'],
  },
  'conversation.start': {
    input: ({ conversation, agent }) => ({ id: conversation, agentId: agent }),
    foreign: 'NOT_FOUND',
    bad: [{ id: 'not-an-id', agentId: randomUUID() }, 'id'],
  },
  'conversation.say': {
    input: ({ conversation }) => ({
      conversationId: conversation,
      key: randomUUID(),
      text: 'Hello',
      saidAt: core.clock.now(),
    }),
    foreign: 'NOT_FOUND',
    bad: [{ conversationId: randomUUID(), key: randomUUID(), text: 7, saidAt: new Date() }, 'text'],
  },
  'conversation.stop': byId('conversation'),
  'conversation.rename': {
    input: ({ conversation }) => ({ id: conversation, title: 'Venue' }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), title: ' ' }, 'title'],
  },
  'conversation.end': byId('conversation'),
  'conversation.limits': {
    input: ({ conversation }) => ({ conversationId: conversation }),
    foreign: 'NOT_FOUND',
    bad: [{ conversationId: 'x' }, 'conversationId'],
  },
  'delivery.list': { input: () => ({}), bad: [{ state: 'lost' }, 'state'] },
  'delivery.get': byId('message'),
  'delivery.ofSaid': { input: () => ({ id: randomUUID() }), bad: [{ id: 'x' }, 'id'] },
  'delivery.decide': {
    input: ({ delivery }) => ({ id: delivery, decision: 'arrived' }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), decision: 'perhaps' }, 'decision'],
  },
  'feedback.list': { input: () => ({}), bad: [{ view: 'theirs' }, 'view'] },
  'feedback.counts': {},
  'feedback.get': byId('feedback'),
  'feedback.ask': {
    input: () => ({ kind: 'approval', question: 'Ship it?', recipientIds: [actor.userId] }),
    bad: [{ kind: 'approval', question: ' ', recipientIds: [randomUUID()] }, 'question'],
  },
  'feedback.answer': {
    input: ({ feedback }) => ({ id: feedback, value: 'approve' }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), value: 7 }, 'value'],
  },
  'feedback.cancel': byId('feedback'),
  'inbound.list': {
    input: ({ connection }) => ({ connectionId: connection }),
    foreign: 'NOT_FOUND',
    bad: [{ connectionId: randomUUID(), state: 'lost' }, 'state'],
  },
  'inbound.get': {
    input: ({ connection, event }) => ({ connectionId: connection, id: event }),
    foreign: 'NOT_FOUND',
    bad: [{ connectionId: randomUUID(), id: 'x' }, 'id'],
  },
  'inbound.outside': { operator: true },
  'inbound.countReplay': {
    input: ({ connection }) => ({ connectionId: connection, from: core.clock.now(), to: core.clock.now() }),
    foreign: 'NOT_FOUND',
    bad: [{ connectionId: randomUUID(), from: 'yesterday', to: new Date() }, 'from'],
  },
  'inbound.replay': {
    input: ({ connection, event }) => ({ connectionId: connection, ids: [event] }),
    foreign: 'NOT_FOUND',
    bad: [{ connectionId: 'none', ids: ['1'] }, 'connectionId'],
  },
  'item.list': {
    input: ({ connection }) => ({ connectionId: connection }),
    foreign: 'NOT_FOUND',
    bad: [{ connectionId: randomUUID(), outcome: 'lost' }, 'outcome'],
  },
  'item.get': byId('item'),
  'item.preview': byId('item'),
  'item.retry': byId('item'),
  'live.inSight': {},
  'live.signals': {},
  'memory.get': {},
  'memory.learnt': byId('conversation'),
  'memory.edit': {
    input: ({ fact }) => ({ id: fact, edits: { importance: 5 } }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), edits: { importance: 6 } }, 'edits.importance'],
  },
  'memory.delete': byId('fact'),
  'memory.restore': byId('forgotten'),
  'memory.switch': { input: () => ({ on: true }), bad: [{ on: 'yes' }, 'on'] },
  'memory.forgetEverything': {},
  'reach.get': {},
  'reach.save': {
    input: () => ({ answerWithinMinutes: 20 }),
    bad: [{ answerWithinMinutes: 0 }, 'answerWithinMinutes'],
  },
  'reach.claim': {
    input: ({ connection }) => ({ connectionId: connection, address: null }),
    foreign: 'NOT_FOUND',
    bad: [{ connectionId: 'none', address: null }, 'connectionId'],
  },
  'reach.sendCodeAgain': byId('identity'),
  'reach.confirm': {
    input: ({ identity }) => ({ id: identity, code: '12345678' }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), code: ' ' }, 'code'],
  },
  'reach.remove': byId('identity'),
  'reach.sendTest': {},
  'reach.pageMessages': {},
  'reach.seen': {
    input: ({ message }) => ({ ids: [message] }),
    foreign: 'nothing',
    bad: [{ ids: [] }, 'ids'],
  },
  'suggestion.list': {
    input: ({ connection }) => ({ connectionId: connection }),
    foreign: 'nothing',
    bad: [{ view: 'everything' }, 'view'],
  },
  'suggestion.counts': {},
  'suggestion.get': byId('suggestion'),
  'suggestion.edit': {
    input: ({ suggestion }) => ({ id: suggestion, edits }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), edits: { title: '' } }, 'edits.title'],
  },
  'suggestion.approve': batch,
  'suggestion.approveAbove': {
    input: ({ connection }) => ({ connectionId: connection, minConfidence: 0.5, decisionId: randomUUID() }),
    foreign: 'nothing',
    bad: [{ minConfidence: 0.1 }, 'minConfidence'],
  },
  'suggestion.dismiss': batch,
  'suggestion.part': {
    input: ({ suggestion, source }) => ({ id: suggestion, itemId: source }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), itemId: 'not-an-id' }, 'itemId'],
  },
  'suggestion.takeBack': byId('suggestion'),
  'suggestion.takeBackMany': batch,
  'suggestion.undo': batch,
  'system.status': {},
  'system.offeredSecrets': { operator: true },
  'system.switchIntegrations': { input: () => ({ on: true }), bad: [{ on: 'yes' }, 'on'], operator: true },
  'task.list': { input: () => ({}), bad: [{ sort: 'luck' }, 'sort'] },
  'task.counts': {},
  'task.get': byId('task'),
  'task.update': {
    input: ({ task }) => ({ id: task, edits }),
    foreign: 'NOT_FOUND',
    bad: [{ id: randomUUID(), edits: { priority: 'whenever' } }, 'edits.priority'],
  },
  'task.complete': byId('task'),
  'task.reopen': byId('task'),
  'task.delete': byId('task'),
  'task.restore': byId('task'),
  'team.me': {},
  'team.setProfile': { input: () => ({ name: 'Ada' }), bad: [{ name: ' ' }, 'name'] },
  'team.members': {},
  'team.usage': { admin: true },
  'team.settings': { admin: true },
  'team.saveSettings': {
    input: () => ({ settings: { undoWindowSeconds: 20 } }),
    bad: [{ settings: 'all' }, 'settings'],
    admin: true,
  },
}

/** tRPC keeps the procedures by path; its types show the routers they came from. */
const isProcedure = (value: unknown): value is AnyTRPCProcedure => typeof value === 'function' && '_def' in value
const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]: [string, unknown]) => {
  if (!isProcedure(procedure)) throw new Error(`${path} is no procedure`)
  return {
    path,
    type: procedure._def.type,
    output: 'output' in procedure._def ? procedure._def.output : undefined,
    takesInput: procedure._def.inputs.length > 0,
  }
})
const rowOf = (path: string): Row => table[path] ?? {}
const signals: ToldSignal[] = []

const live: ApiContext['live'] = {
  async *signals() {
    yield* signals
  },
  async *inSight() {
    yield* []
  },
  async *events() {
    yield* []
  },
}

type Answer = { data: unknown; error: null } | { data: null; error: TRPCError }

async function call(caller: Actor | null, path: string, input: unknown): Promise<Answer> {
  const type = procedures.find((procedure) => procedure.path === path)?.type ?? 'query'
  try {
    const answer: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      getRawInput: async () => input,
      ctx: apiContext(core, caller, live),
      signal: undefined,
      batchIndex: 0,
    })
    return { data: isFeed(answer) ? await allOf(answer) : answer, error: null }
  } catch (thrown) {
    return { data: null, error: getTRPCErrorFromUnknown(thrown) }
  }
}

/** The answer as it leaves the server. */
const shapeOf = (error: TRPCError, path: string) =>
  getTRPCErrorShape({
    config: appRouter._def._config,
    error,
    type: 'query',
    path,
    input: undefined,
    ctx: apiContext(core, actor, live),
  })

/** Everything that a call could have changed. */
const rowsOf = async (ids: Ids) =>
  Promise.all([
    core.db.connection.findFirst({
      where: { id: ids.connection },
      include: { credential: true, runs: true, receipts: true, testItems: true },
    }),
    core.db.providerApp.findFirst({ where: { id: ids.app } }),
    core.db.item.findFirst({ where: { id: ids.item } }),
    core.db.suggestion.findFirst({ where: { id: ids.suggestion } }),
    core.db.task.findFirst({ where: { id: ids.task } }),
    core.db.writeBack.findFirst({ where: { id: ids.writeBack } }),
    core.db.outboundMessage.findFirst({ where: { id: ids.message }, include: { deliveries: true } }),
    core.db.identity.findFirst({ where: { id: ids.identity } }),
    core.db.feedbackRequest.findFirst({ where: { id: ids.feedback } }),
    core.db.agent.findFirst({ where: { id: ids.agent } }),
    core.db.agentJob.findFirst({ where: { id: ids.job }, include: { runs: true } }),
    core.db.memory.findMany({ where: { id: { in: [ids.fact, ids.forgotten] } }, orderBy: { id: 'asc' } }),
    core.db.conversation.findFirst({ where: { id: ids.conversation }, include: { messages: true, events: true } }),
  ])

const withIds = procedures.filter(({ path }) => rowOf(path).foreign).map(({ path }) => path)
const nobodys: Ids = {
  agent: randomUUID(),
  conversation: randomUUID(),
  app: randomUUID(),
  connection: randomUUID(),
  delivery: randomUUID(),
  testItem: randomUUID(),
  event: '999999999',
  fact: randomUUID(),
  feedback: randomUUID(),
  forgotten: randomUUID(),
  identity: randomUUID(),
  job: randomUUID(),
  item: randomUUID(),
  message: randomUUID(),
  source: randomUUID(),
  suggestion: randomUUID(),
  task: randomUUID(),
  writeBack: randomUUID(),
}

describe('every procedure', () => {
  test('stands in the table of this test', () => {
    expect(Object.keys(table).sort()).toEqual(procedures.map(({ path }) => path).sort())
    expect(procedures.filter(({ path, takesInput }) => takesInput !== Boolean(rowOf(path).input))).toEqual([])
    expect(procedures.filter(({ path, takesInput }) => takesInput && !rowOf(path).bad)).toEqual([])
  })

  test('has an output schema', () => {
    const without = procedures.filter(({ output }) => !output).map(({ path, type }) => ({ path, type }))
    // A subscription answers many times; it parses each answer itself, which has a test of its own below.
    expect(without).toEqual([
      { path: 'conversation.follow', type: 'subscription' },
      { path: 'live.signals', type: 'subscription' },
      { path: 'live.inSight', type: 'subscription' },
    ])
  })

  test.each(procedures.map(({ path }) => path))('%s wants a session', async (path) => {
    const { error } = await call(null, path, rowOf(path).input?.(nobodys))
    expect(error?.code).toBe('UNAUTHORIZED')
  })

  test.each(procedures.filter(({ path }) => rowOf(path).bad).map(({ path }) => path))(
    '%s names the field that does not fit',
    async (path) => {
      const [input, field] = rowOf(path).bad ?? []
      const owner = { ...actor, userId: await ownerOf(actor.teamId) }
      const { error } = await call(owner, path, input)
      expect(error?.code).toBe('BAD_REQUEST')
      expect(error && shapeOf(error, path).data).toMatchObject({ field, reason: null, requestId: 'request-1' })
    },
  )
})

const ownerOf = async (teamId: string) =>
  (await core.db.membership.findFirstOrThrow({ where: { teamId, role: 'owner' } })).userId

describe("ids that are not the caller's", () => {
  const stranger = async () => (await buildMember(core.db)).actor
  const colleague = async () => (await buildMember(core.db, { teamId: actor.teamId, role: 'member' })).actor
  const callers = {
    member: async () => actor,
    owner: async () => ({ ...actor, userId: await ownerOf(actor.teamId) }),
  }

  test.each([
    ['another team', 'member', stranger, 'personal'],
    ['another team', 'owner', stranger, 'personal'],
    ['another team that shares them', 'owner', stranger, 'shared'],
    ['another member of the team', 'member', colleague, 'personal'],
  ] as const)('of %s are found by no procedure that a(n) %s calls', async (_, role, buildOwner, ownership) => {
    const caller = await callers[role]()
    const ids = await buildWorld(core, await buildOwner(), ownership)
    const before = await rowsOf(ids)
    for (const path of withIds) {
      const { input, foreign } = rowOf(path)
      const [theirs, missing] = [await call(caller, path, input?.(ids)), await call(caller, path, input?.(nobodys))]
      const refused = rowOf(path).admin && role === 'member' ? 'FORBIDDEN' : 'NOT_FOUND'
      if (foreign === 'NOT_FOUND') expect(theirs.error?.code, path).toBe(refused)
      if (foreign === 'gone') {
        expect(theirs.data, path).toMatchObject({ results: [{ id: ids.suggestion, outcome: 'gone' }] })
        const asMissing = JSON.stringify(theirs.data).replaceAll(ids.suggestion, nobodys.suggestion)
        expect(JSON.parse(asMissing), path).toEqual(missing.data)
      }
      if (foreign === 'nothing') expect(theirs.data, path).toEqual(missing.data)
      // Nothing tells that the id exists.
      expect(theirs.error?.message, path).toBe(missing.error?.message)
      expect(await rowsOf(ids), path).toEqual(before)
    }
  })

  test("an admin reaches the team's decisions and tasks, but no other member's mailbox", async () => {
    const ids = await buildWorld(core, await colleague())
    const admin = (await buildMember(core.db, { teamId: actor.teamId, role: 'admin' })).actor
    const found = async (path: string) => (await call(admin, path, rowOf(path).input?.(ids))).error?.code ?? 'found'
    expect(await found('suggestion.get')).toBe('found')
    expect(await found('task.get')).toBe('found')
    for (const path of withIds.filter((name) => name.startsWith('connection.')))
      expect(await found(path), path).toBe('NOT_FOUND')
  })

  test("suggestion.list shows another member's feed to admins of the team and to nobody else", async () => {
    const owner = await colleague()
    const { suggestion } = await buildWorld(core, owner)
    const list = async (caller: Actor) => call(caller, 'suggestion.list', { memberId: owner.userId })
    const { actor: admin } = await buildMember(core.db, { teamId: actor.teamId, role: 'admin' })
    const { error } = await list(actor)
    expect(error && shapeOf(error, 'suggestion.list')).toMatchObject({
      data: { code: 'FORBIDDEN', field: 'memberId' },
    })
    expect((await list(admin)).data).toMatchObject({ items: [{ id: suggestion }] })
    expect((await list(owner)).data).toMatchObject({ items: [{ id: suggestion }] })
    // An admin elsewhere learns nothing, not even that there is such a person.
    expect((await list(await stranger())).data).toEqual({ items: [], nextCursor: null })
    expect((await call(admin, 'suggestion.list', {})).data).toEqual({ items: [], nextCursor: null })
  })

  test.each(withIds)('%s finds what is its own', async (path) => {
    const ids = await buildWorld(core, actor)
    const caller = rowOf(path).admin ? await callers.owner() : actor
    const { error, data } = await call(caller, path, rowOf(path).input?.(ids))
    if (path === 'task.restore') expect(error?.code).toBe('NOT_FOUND')
    // This one is connected by OAuth.
    else if (path.endsWith('Form')) expect(error?.code).toBe('PRECONDITION_FAILED')
    else expect([undefined, 'CONFLICT']).toContain(error?.code)
    expect(JSON.stringify(data)).not.toContain('"gone"')
  })
})

describe('roles', () => {
  const admins = procedures.filter(({ path }) => rowOf(path).admin).map(({ path }) => path)
  // A team has so many at most.
  beforeAll(async () => void (await core.db.providerApp.deleteMany({ where: { teamId: actor.teamId } })))

  test.each(admins)('%s is for admins', async (path) => {
    const input = rowOf(path).input?.(nobodys)
    expect((await call(actor, path, input)).error?.code).toBe('FORBIDDEN')
    for (const role of ['admin', 'owner'] as const) {
      const { actor: caller } = await buildMember(core.db, { teamId: actor.teamId, role })
      const { error } = await call(caller, path, input)
      // What the id names is nobody's.
      expect(error?.code).toBe(rowOf(path).foreign ? 'NOT_FOUND' : undefined)
    }
  })

  const operators = procedures.filter(({ path }) => rowOf(path).operator).map(({ path }) => path)

  test.each(operators)('%s is for the person who runs the installation', async (path) => {
    const input = rowOf(path).input?.(nobodys)
    const { actor: operator } = await buildMember(core.db, { teamId: actor.teamId, role: 'member' })
    await core.db.installation.deleteMany()
    await core.db.installation.create({ data: { operatorId: operator.userId } })
    for (const role of ['member', 'admin', 'owner'] as const) {
      const { actor: caller } = await buildMember(core.db, { teamId: actor.teamId, role })
      expect((await call(caller, path, input)).error?.code).toBe('FORBIDDEN')
    }
    expect((await call(operator, path, input)).error).toBeNull()
  })

  test('what came in for the whole team is for its admins', async () => {
    expect((await call(actor, 'inbound.list', {})).error?.code).toBe('FORBIDDEN')
    const { actor: admin } = await buildMember(core.db, { teamId: actor.teamId, role: 'admin' })
    expect((await call(admin, 'inbound.list', {})).error).toBeNull()
  })

  test('all others are for every member', async () => {
    const others = procedures.filter(({ path }) => !rowOf(path).admin && !rowOf(path).operator)
    for (const { path } of others) {
      expect((await call(actor, path, rowOf(path).input?.(nobodys))).error?.code, path).not.toBe('FORBIDDEN')
    }
  })

  test('a role that changed counts at the next call, and so does an ended membership', async () => {
    const { actor: caller, user } = await buildMember(core.db, { teamId: actor.teamId, role: 'admin' })
    expect((await call(caller, 'team.usage', undefined)).error).toBeNull()
    await core.db.membership.updateMany({ where: { userId: user.id }, data: { role: 'member' } })
    expect((await call(caller, 'team.usage', undefined)).error?.code).toBe('FORBIDDEN')
    await core.db.membership.deleteMany({ where: { userId: user.id } })
    expect((await call(caller, 'team.me', undefined)).error?.code).toBe('FORBIDDEN')
  })
})

describe('answers', () => {
  test('signals are passed on', async () => {
    signals.push({ subject: 'task', id: nobodys.task })
    const { data } = await call(actor, 'live.signals', undefined)
    expect(data).toEqual([{ subject: 'task', id: nobodys.task }])
  })

  test.each([
    'suggestion.list',
    'task.list',
    'activity.writeBacks',
    'item.list',
    'inbound.list',
    'connection.runs',
    'delivery.list',
  ])('%s refuses a page that it did not hand out', async (path) => {
    const { connection } = await buildWorld(core, actor)
    const other = Buffer.from(JSON.stringify([12, 'somewhere'])).toString('base64url')
    for (const cursor of ['nonsense', other]) {
      const { error } = await call(actor, path, { id: connection, connectionId: connection, cursor })
      expect(error?.code).toBe('BAD_REQUEST')
      expect(error && shapeOf(error, path).data).toMatchObject({ field: 'cursor', reason: 'invalid_input' })
    }
  })

  test.each([
    ['suggestion.list', { search: 'a\0b' }, 'search'],
    ['task.update', { id: randomUUID(), edits: { tags: ['fine', '\0'] } }, 'edits.tags.1'],
    ['team.setProfile', { name: '\0Ada' }, 'name'],
  ])('%s refuses text that cannot be stored', async (path, input, field) => {
    const { error } = await call(actor, path, input)
    expect(error?.code).toBe('BAD_REQUEST')
    expect(error && shapeOf(error, path).data).toMatchObject({ field, reason: 'invalid_input' })
  })

  const edited = (path: string, edits: object) => [path, { id: randomUUID(), edits }] as const
  test.each([
    [...edited('task.update', { title: ' ' }), 'edits.title', 'Give the task a title.'],
    [...edited('task.update', { status: 'done' }), 'edits.status', 'Status: choose Open or In progress.'],
    [...edited('suggestion.edit', { title: 'a'.repeat(201) }), 'edits.title', /^Title: shorten it to 200 characters/],
    [...edited('suggestion.edit', { dueAt: new Date(Number.NaN) }), 'edits.dueAt', /^Due: choose a day/],
    [
      ...edited('suggestion.edit', { tags: ['a', 'b'.repeat(41)] }),
      'edits.tags.1',
      'Tags: shorten each to 40 characters.',
    ],
    [...edited('suggestion.edit', { priority: 1, title: 1 }), 'edits.title', 'Give the task a title.'],
    [
      'suggestion.approveAbove',
      { minConfidence: 0.2 },
      'minConfidence',
      'Confidence: give a percentage from 50 to 100.',
    ],
    ['suggestion.dismiss', { ids: [] }, 'ids', 'Choose a suggestion first.'],
    ['team.setProfile', { name: '' }, 'name', 'Name: give the name that others see you by.'],
    ['team.setProfile', { timeZone: 'Mars/Base' }, 'timeZone', /Choose a time zone from the list/],
    ['task.get', { id: 'nonsense' }, 'id', /Open the page again/],
  ])('%s of %j says at which field what it takes, the first in the words', async (path, input, field, message) => {
    const { error } = await call(actor, path, input)
    const said = error && shapeOf(error, path)
    expect(said?.data).toMatchObject({ httpStatus: 400, field })
    expect(said?.message).toMatch(message)
    expect(said?.message).not.toMatch(/\n|✖|expected/)
  })

  test.each([
    ...[2, 61, 3.5, Number.NaN, '10'].map(
      (seconds) =>
        ['undoWindowSeconds', seconds, /^Undo is possible for: give a whole number of seconds from 3 to 60/] as const,
    ),
    ['keepRunsDays', 0, /give a whole number of days from 1 to 3,650/],
    ['keepRunsDays', 3_651, /give a whole number of days from 1 to 3,650/],
    ['keepTalkDays', 6, /give a whole number of days from 7 to 3,650/],
    ['monthlyBudgetMicros', -1, /from 0 to 1,000,000 US dollars/],
    ['offlineOnly', null, /switch it on or off/],
  ] as const)("the team's %s is not %j, and nothing else of the form is saved", async (field, value, message) => {
    const { actor: admin } = await buildMember(core.db, { role: 'admin' })
    const path = 'team.saveSettings'
    const other = field === 'keepRunsDays' ? { undoWindowSeconds: 20 } : { keepRunsDays: 20 }
    const { error } = await call(admin, path, { settings: { ...other, [field]: value } })
    const said = error && shapeOf(error, path)
    expect(said?.data).toMatchObject({ code: 'BAD_REQUEST', field })
    expect(said?.message).toMatch(message)
    expect((await call(admin, 'team.settings', undefined)).data).toMatchObject({
      settings: {
        undoWindowSeconds: null,
        keepRunsDays: null,
        keepTalkDays: null,
        offlineOnly: false,
        monthlyBudgetMicros: null,
      },
      lastChange: null,
    })
  })

  test('settings are refused in the words of their form', async () => {
    const { connection: id } = await buildWorld(core, actor)
    const path = 'connection.updateSettings'
    const { error } = await call(actor, path, { id, settings: { autoApproveThreshold: 0.3 } })
    expect(error && shapeOf(error, path)).toMatchObject({
      message: 'Sure enough is: give a percentage from 50 to 100.',
      data: { code: 'BAD_REQUEST', field: 'autoApproveThreshold' },
    })
  })

  test('of several settings that are wrong each is told at its field', async () => {
    const { connection: id } = await buildWorld(core, actor)
    const path = 'connection.updateSettings'
    const settings = { maxRetries: 99, autoApproveThreshold: 0.3, syncEveryMinutes: 0.5, autoApprove: true }
    const { error } = await call(actor, path, { id, settings })
    expect(error && shapeOf(error, path).data).toMatchObject({
      field: 'syncEveryMinutes',
      faults: [
        { field: 'syncEveryMinutes', message: 'Sync every: give a whole number of minutes from 1 to 1,440.' },
        { field: 'autoApproveThreshold', message: 'Sure enough is: give a percentage from 50 to 100.' },
        { field: 'maxRetries', message: 'Try again: give a whole number of times from 0 to 10.' },
      ],
    })
  })

  test('of several input fields that are wrong each is told once, at its field', async () => {
    const path = 'task.update'
    const { error } = await call(actor, path, { id: randomUUID(), edits: { title: ' ', priority: 1 } })
    expect(error && shapeOf(error, path).data.faults.map(({ field }) => field)).toEqual([
      'edits.title',
      'edits.priority',
    ])
  })

  test('an unexpected error tells the reader nothing of its cause and the log everything', async () => {
    const path = 'connection.check'
    const { connection } = await buildWorld(core, actor)
    const source = core.providers.gmail?.provider?.source
    if (!source) throw new Error('the provider has a source')
    const health = vi.spyOn(source, 'checkHealth').mockRejectedValue(new Error('socket 7 at 10.0.0.8 broke'))
    const { error } = await call(actor, path, { id: connection })
    health.mockRestore()
    expect(error && shapeOf(error, path)).toMatchObject({
      message: 'Something went wrong on our side. Nothing was changed; try again.',
      data: { code: 'INTERNAL_SERVER_ERROR', reason: null, requestId: 'request-1' },
    })
    expect(JSON.stringify(error && shapeOf(error, path))).not.toContain('10.0.0.8')
    expect(core.logger.lines.at(-1)).toMatchObject({ level: 'error', facts: { path, requestId: 'request-1' } })
  })
})

const isFeed = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/** What a subscription tells until it ends; what it refuses is thrown with the first. */
async function allOf(feed: AsyncIterable<unknown>): Promise<unknown[]> {
  const told: unknown[] = []
  for await (const one of feed) told.push(one)
  return told
}
