import { randomUUID } from 'node:crypto'
import { callTRPCProcedure, getTRPCErrorFromUnknown, type AnyTRPCProcedure } from '@trpc/server'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor } from '@switchboard/core/context'
import {
  buildMember,
  createTestDatabase,
  fakeOwnApps,
  fakeProviders,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { appRouter } from '../src'
import { apiContext } from './api-context'
import { buildWorld, type Ids } from './build-world'
import { inputOf } from './input-of'

const database = createTestDatabase()
let core: TestContext
let actor: Actor
/** Ids that exist, so that what fits as a whole reaches the flows. */
const ids: string[] = [randomUUID()]
let world: Ids
beforeAll(async () => {
  core = testContext(database, { providers: fakeProviders({ ownApps: fakeOwnApps() }) })
  actor = (await buildMember(core.db)).actor
  world = await buildWorld(core, actor)
  ids.push(...Object.values(world))
})

const isProcedure = (value: unknown): value is AnyTRPCProcedure => typeof value === 'function' && '_def' in value
const procedures = Object.entries(appRouter._def.procedures).flatMap(([path, procedure]: [string, unknown]) =>
  isProcedure(procedure) && procedure._def.type !== 'subscription'
    ? [{ path, type: procedure._def.type, inputs: procedure._def.inputs }]
    : [],
)

async function call(path: string, type: AnyTRPCProcedure['_def']['type'], input: unknown): Promise<string> {
  try {
    await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      getRawInput: async () => input,
      ctx: apiContext(core, actor),
      signal: undefined,
      batchIndex: 0,
    })
    return 'OK'
  } catch (thrown) {
    const error = getTRPCErrorFromUnknown(thrown)
    return error.code === 'INTERNAL_SERVER_ERROR' ? `${error.code}: ${String(error.cause)}` : error.code
  }
}

const parameters = { seed: 20_260_302, interruptAfterTimeLimit: 10_000, markInterruptAsFailure: true }
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', ' ', '\0', '\uD800', 'a\uDFFF', '%', '\\', "'; drop table", 'é'.repeat(3_000), '__proto__'),
)
const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 1, 50, 1e308, 2 ** 53, 0.5, 85))
const anyDate = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(new Date(8.64e15), new Date(-8.64e15), new Date('0000-01-01'), new Date('-004713-01-01')),
)
const cursorOf = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url')
const anyCursor = fc.oneof(
  anyText,
  fc.array(fc.oneof(anyText, anyNumber, fc.constant(null), anyDate), { maxLength: 4 }).map(cursorOf),
  fc
    .tuple(
      anyDate.filter((date) => !Number.isNaN(date.getTime())),
      fc.constantFrom(...ids),
    )
    .map(cursorOf),
)
const nouns: Record<string, keyof Ids> = {
  activity: 'writeBack',
  appRegistration: 'app',
  inbound: 'event',
  memory: 'fact',
  reach: 'identity',
}
/** What this field of this procedure names: 'connectionId' a connection, the 'id' of `task.get` a task; now and then something else. */
const idFor = (path: string) => (field: string) => {
  const router = path.split('.')[0] ?? ''
  const name = path.endsWith('Job') ? 'job' : (nouns[router] ?? router)
  const noun = /^ids?$/.test(field) ? name : field.replace(/Ids?$/, '')
  const meant = fc.constant(() => Object.entries(world).find(([one]) => one === noun)?.[1] ?? ids[0])
  return fc.oneof({ weight: 4, arbitrary: meant }, { weight: 1, arbitrary: anyId })
}
const anyId = fc.nat().map((at) => () => ids[at % ids.length])
const words = fc.constantFrom(
  'gmail',
  'pending',
  'decided',
  'less_likely',
  'newest',
  'due',
  'confidence',
  'priority',
  'high',
  'urgent',
  'today',
  'overdue',
  'week',
  'none',
  'open',
  'in_progress',
  'done',
  'unfinished',
  'auto',
  'ask',
  'never',
  'suggested',
  'Europe/Berlin',
  'GMT',
  'UTC+1',
)

/** What each field takes, now and then replaced by what it does not. */
const near = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 6, arbitrary },
    { weight: 1, arbitrary: fc.oneof(anyText, anyNumber, anyDate, fc.constant(null), words) },
  )
const policy = fc.constantFrom('auto', 'ask', 'never', 'always')
const edits = fc.record(
  {
    title: near(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })),
    description: near(anyText),
    priority: near(fc.constantFrom('low', 'medium', 'high', 'urgent')),
    dueAt: near(anyDate),
    dueAllDay: near(fc.boolean()),
    tags: near(fc.array(anyText, { maxLength: 4 })),
    whenDone: near(fc.record({ mark_read: fc.boolean(), archive: fc.boolean() })),
    status: near(fc.constantFrom('open', 'in_progress')),
  },
  { requiredKeys: [] },
)
const settings = fc.oneof(
  fc.dictionary(anyText, fc.oneof(anyText, anyNumber, fc.boolean()), { maxKeys: 4 }),
  fc.record(
    {
      syncEveryMinutes: near(anyNumber),
      autoApproveThreshold: near(anyNumber),
      maxResults: near(anyNumber),
      markAsRead: near(policy),
      archive: near(policy),
    },
    { requiredKeys: [] },
  ),
)
const fitting = fc.record(
  {
    id: near(anyId),
    ids: near(fc.array(anyId, { minLength: 1, maxLength: 3 })),
    connectionId: near(anyId),
    memberId: near(anyId),
    decisionId: near(fc.uuid()),
    cursor: near(anyCursor),
    limit: near(fc.integer({ min: 1, max: 200 })),
    search: near(anyText),
    view: near(words),
    sort: near(fc.constantFrom('newest', 'due', 'confidence', 'priority')),
    due: near(fc.constantFrom('overdue', 'today', 'week', 'none')),
    minConfidence: near(fc.double({ min: 0.5, max: 1, noNaN: true })),
    createdUntil: near(anyDate),
    edits: near(edits),
    settings: near(settings),
    answers: near(fc.record({ mark_read: fc.boolean(), archive: fc.boolean() })),
    reason: near(anyText),
    name: near(anyText),
    timeZone: near(words),
    monthlyBudgetMicros: near(fc.oneof(fc.nat(), anyNumber)),
    provider: near(fc.constant('gmail')),
    images: near(fc.boolean()),
    outcome: near(words),
  },
  { requiredKeys: ['id', 'ids'], noNullPrototype: true },
)

/** Ids are known only once the rows are there. */
function filled(value: unknown): unknown {
  if (typeof value === 'function') return value()
  if (Array.isArray(value)) return value.map(filled)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, filled(part)]))
}

test.each(procedures)('$path survives any JSON', async ({ path, type }) => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ noUnicodeString: false, maxDepth: 3 }), async (input) => {
      expect(await call(path, type, input)).not.toMatch(/^INTERNAL/)
    }),
    { ...parameters, numRuns: 3 },
  )
})

test.each(procedures)('$path survives what nearly fits', async ({ path, type }) => {
  await fc.assert(
    fc.asyncProperty(fitting, async (input) => {
      expect(await call(path, type, filled(input))).not.toMatch(/^INTERNAL/)
    }),
    { ...parameters, numRuns: 6 },
  )
})

const withInput = procedures.filter(({ inputs }) => inputs.length > 0)
/** Procedures that have done what they were asked at least once. */
const done = new Set<string>()
test.each(withInput)('$path survives what its schema describes', async ({ path, type, inputs }) => {
  await fc.assert(
    fc.asyncProperty(inputOf(inputs[0], { idFor: idFor(path), anyText }), async (input) => {
      const answer = await call(path, type, filled(input))
      expect(answer).not.toMatch(/^INTERNAL/)
      if (answer === 'OK') done.add(path)
    }),
    { ...parameters, numRuns: 8 },
  )
})

test('most procedures got as far as doing it', () => {
  expect(done.size).toBeGreaterThan(withInput.length / 2)
})

const columnsSchema = z.array(z.object({ table: z.string(), column: z.string() }))
test('nothing was stored that no page could show', async () => {
  for (const { path, type } of procedures.filter(({ type: kind }) => kind === 'query')) {
    for (const id of ids) expect(await call(path, type, { id, connectionId: id })).not.toMatch(/^INTERNAL/)
  }
  const columns = columnsSchema.parse(
    await core.db.$queryRaw`select table_name as "table", column_name as "column" from information_schema.columns
      where table_schema = 'public' and data_type in ('text', 'character varying')`,
  )
  expect(columns.length).toBeGreaterThan(100)
  for (const { table, column } of columns) {
    const mayNotBeBlank = ['name', 'title', 'question'].includes(column) && table !== 'User'
    const [row] = await core.db.$queryRawUnsafe<{ torn: bigint; blank: bigint }[]>(
      `select count(*) filter (where "${column}" like '%' || chr(65533) || '%') as torn,
        count(*) filter (where "${column}" !~ '\\S') as blank from "${table}"`,
    )
    expect(row?.torn, `${table}.${column} with halves of characters`).toBe(0n)
    if (mayNotBeBlank) expect(row?.blank, `${table}.${column} that is blank`).toBe(0n)
  }
})

const yearZero = cursorOf(['0000-01-01T00:00:00.000Z', randomUUID()])
const never = new Date(8.64e15)
test.each([
  ['activity.writeBacks', 'query', { cursor: yearZero }],
  ['task.update', 'mutation', { id: randomUUID(), edits: { dueAt: never } }],
  ['suggestion.approve', 'mutation', { ids: [randomUUID()], edits: { dueAt: never } }],
  ['suggestion.approveAbove', 'mutation', { minConfidence: 0.9, createdUntil: never }],
] as const)('%s refuses a moment that the database cannot keep', async (path, type, input) => {
  expect(await call(path, type, input)).toBe('BAD_REQUEST')
})
