import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Actor, Context } from '@switchboard/core/context'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { countSuggestions } from '@switchboard/core/suggestions/count-suggestions'
import { listSuggestions } from '@switchboard/core/suggestions/read-suggestions'
import { systemClock } from '@switchboard/core/system-clock'
import { createLogger } from '@switchboard/config'
import { openDatabase } from '@switchboard/db'
import { startEmbeddedServer } from '@switchboard/db/embedded-server'
import { migrate } from '@switchboard/db/migrate'
import { byTurns, ms, quantile } from './measure'
import type { Suite } from './suite'
import { makeScratchFolder } from '../scripts/drills/scratch-folder'

const pageSize = 50
type ListInput = Parameters<typeof listSuggestions>[2]
type Page = Awaited<ReturnType<typeof listSuggestions>>
const root = path.resolve(import.meta.dirname, '..')

/** A page of the feed among 100,000 suggestions, beside the same rows by bare SQL on the same server. */
export const run: Suite = async ({ quick }) => {
  const folder = makeScratchFolder('bench')
  const server = await startEmbeddedServer({ dataDir: path.join(folder, 'pg'), password: 'bench', database: 'bench' })
  const pool = new pg.Pool({ connectionString: server.url, max: 4 })
  const db = openDatabase(server.url, { poolSize: 4 })
  try {
    await migrate(server.url, path.join(root, 'prisma/migrations'))
    const total = quick ? 5_000 : 100_000
    const actor = await fill(db, pool, total)
    const ctx = contextOf(db)
    const list = (wish: Partial<ListInput> = {}) =>
      listSuggestions(ctx, actor, { view: 'pending', sort: 'newest', limit: pageSize, ...wish })
    const bySql = async () => (await pool.query<BareRow>(firstPage(actor))).rows
    expectSameRows((await list()).items, await bySql())
    const cursors = await someCursors((cursor) => list({ cursor }))
    const took = await byTurns(
      {
        'first page': () => list(),
        'first page, bare SQL': bySql,
        'later page': (turn) => list({ cursor: cursors[turn % cursors.length] ?? null }),
        'by due date': () => list({ sort: 'due' }),
        'by confidence': () => list({ sort: 'confidence' }),
        decided: () => list({ view: 'decided' }),
        counts: () => countSuggestions(ctx, actor),
      },
      quick ? 60 : 600,
    )
    const searched = await byTurns(
      {
        'search with many hits': () => list({ search: 'draft 77' }),
        'search without a hit': () => list({ search: 'zeppelin' }),
      },
      quick ? 10 : 60,
    )
    const { 'first page': first, 'first page, bare SQL': bare, ...others } = took
    const ratio = quantile(first, 0.5) / quantile(bare, 0.5)
    const p99Of = (times: number[][]) => Math.max(...times.map((values) => quantile(values, 0.99)))
    const p99 = p99Of([first, ...Object.values(others)])
    const searchP99 = p99Of(Object.values(searched))
    return {
      rows: Object.entries({ ...took, ...searched }).map(([name, values]) => ({
        [`among ${total.toLocaleString('en')} suggestions`]: name,
        'p50 ms': ms(quantile(values, 0.5)),
        'p99 ms': ms(quantile(values, 0.99)),
      })),
      goals: [
        { name: `p50 at most 1.5 times the bare SQL: ${ratio.toFixed(2)}`, reached: ratio <= 1.5 },
        { name: `p99 of every page and of the counts under 50 ms: ${p99.toFixed(1)}`, reached: p99 < 50 },
        { name: `p99 of a search under 1 s: ${searchP99.toFixed(0)} ms`, reached: searchP99 < 1_000 },
      ],
    }
  } finally {
    await db.$disconnect()
    await pool.end()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One member's feed over two years, most of it waiting, with mails of common size. */
async function fill(db: Context['db'], pool: pg.Pool, total: number): Promise<Actor> {
  const { id: teamId } = await db.team.create({ data: { name: 'Bench' } })
  const { id: userId } = await db.user.create({ data: { email: 'ada@northwind.example' } })
  await db.membership.create({ data: { teamId, userId, role: 'owner' } })
  const account = { accountId: 'ada', accountName: 'ada@northwind.example', grantedScopes: [], settings: {} }
  const { id: connectionId } = await db.connection.create({
    data: { teamId, ownerId: userId, provider: 'gmail', status: 'connected', ...account },
  })
  await pool.query(
    `insert into "Item" ("teamId", id, "connectionId", "externalId", kind, title, "senderName", "senderAddress", "receivedAt", snapshot, state, outcome, "settledAt")
     select $1, gen_random_uuid(), $2, n::text, 'email', 'Quarterly report, draft ' || n, 'Sender ' || n % 300, 'sender' || n % 300 || '@corp.example',
       now() - n * interval '10 minutes', jsonb_build_object('kind', 'email', 'text', repeat('Could you look at the draft by Friday? ', 60)), 'done', 'suggested', now()
     from generate_series(1, $3) n`,
    [teamId, connectionId, total],
  )
  await pool.query(
    `insert into "Suggestion" ("teamId", id, "itemId", "connectionId", "assigneeId", status, title, description, priority, "dueAt", tags, confidence, reasoning, evidence, model, flags, "receivedAt", "updatedAt")
     select "teamId", gen_random_uuid(), id, "connectionId", $2,
       (case when "externalId"::int % 5 = 0 then 'approved' else 'pending_approval' end)::"SuggestionStatus",
       'Look at ' || title, 'By Friday.', 'medium', case when "externalId"::int % 3 = 0 then null else "receivedAt" + interval '3 days' end,
       '{report}', 0.4 + ("externalId"::int % 60) / 100.0, 'The sender asks you to do something, with a date.',
       '[{"quote": "Could you look at the draft", "field": "text", "start": 0, "end": 27, "supports": "action"}]', 'offline', '{}', "receivedAt", now()
     from "Item" where "teamId" = $1`,
    [teamId, userId],
  )
  await pool.query('vacuum analyze')
  return { teamId, userId, role: 'owner' }
}

type BareRow = { id: string; senderName: string; firstQuote: string; overThreshold: boolean; receivedAt: Date }

/** What the product's first page shows, by the best statement that we know: prepared, with the columns of the page alone. */
const firstPage = ({ teamId, userId }: Actor) => ({
  name: 'first-page',
  text: `select s.id, s.status, s.title, c.provider, s."connectionId", s.priority, s."dueAt", s."dueAllDay", s.confidence,
      s.confidence >= coalesce((c.settings->>'autoApproveThreshold')::float8, 0.85) as "overThreshold",
      i."senderName", s.flags, s."receivedAt", s."createdAt", s."decidedAt", s.evidence->0->>'quote' as "firstQuote", s.reasoning
    from "Suggestion" s
    join "Item" i on i."teamId" = s."teamId" and i.id = s."itemId"
    join "Connection" c on c."teamId" = s."teamId" and c.id = s."connectionId"
    where s."teamId" = $1 and s."assigneeId" = $2 and s.status = 'pending_approval'
      and s.confidence >= coalesce((c.settings->>'lessLikelyThreshold')::float8, 0.5)
    order by s."receivedAt" desc, s.id desc limit ${pageSize + 1}`,
  values: [teamId, userId],
})

/** Both have to answer alike, or their times say nothing. Throws for what differs. */
function expectSameRows(page: Page['items'], bare: BareRow[]): void {
  assert.equal(bare.length, pageSize + 1)
  const asBare = ({ id, senderName, firstQuote, overThreshold, receivedAt }: BareRow | Page['items'][number]) => ({
    id,
    senderName,
    firstQuote,
    overThreshold,
    receivedAt,
  })
  assert.deepEqual(page.map(asBare), bare.slice(0, pageSize).map(asBare))
}

/** Places in the list, up to twenty pages down. */
async function someCursors(read: (cursor: string | null) => Promise<Page>): Promise<string[]> {
  const cursors: string[] = []
  for (let cursor: string | null = null, page = 0; page < 20; page++) {
    cursor = (await read(cursor)).nextCursor
    if (!cursor) break
    cursors.push(cursor)
  }
  return cursors
}

/** Reading needs neither providers nor a model. */
function contextOf(db: Context['db']): Context {
  const nobody = () => Promise.reject(new Error('The bench of the feed only reads.'))
  const model = { name: 'none', label: 'none', offline: true, propose: nobody }
  return {
    db,
    providers: {},
    model,
    offlineModel: model,
    cipher: createTokenCipher(`bench:${randomBytes(32).toString('base64')}`),
    clock: systemClock,
    logger: createLogger('bench', 'fatal'),
    publicUrl: new URL('http://localhost:3000'),
    switchesDefault: true,
    undoWindowMs: 10_000,
    sayLimits: { person: 30, conversation: 10, channel: 20 },
    keepRunsDays: 30,
    channelRestMs: 30_000,
  }
}
