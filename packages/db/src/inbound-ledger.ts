import pg from 'pg'
import { keepAlive } from './keep-alive'

/** One verified webhook call, as it is stored. */
export type InboundCall = {
  provider: string
  /** The outside account that the call is about. */
  account: string
  eventId: string
  /** Events with the same key are processed in the order in which they were received; null: in any. */
  orderKey: string | null
  body: Uint8Array
  headers: Record<string, string>
  /** What lets its bearer act, encrypted for the event; null: there is none. */
  sealed: string | null
  receivedAt: Date
}

export type InboundLedger = {
  /**
   * Resolves once the call and its job are committed; `isNew` is false for one that is there already. Throws OverfullError beyond
   * `mostWaiting`, and what PostgreSQL throws.
   */
  add(call: InboundCall): Promise<{ isNew: boolean }>
  /** Waits for what is under way. */
  close(): Promise<void>
}

/** More calls wait than are worth waiting: whoever sends has to come again. */
export class OverfullError extends Error {
  override readonly name = 'OverfullError'
}

const mostAtOnce = 256
/** Slack waits three seconds for its answer. */
const mostMs = 2_500

type Waiting = { call: InboundCall; resolve(result: { isNew: boolean }): void; reject(error: unknown): void }

/**
 * Enters webhook calls together with their jobs. One statement is under way at a time, and what comes meanwhile forms the next:
 * the queue notifies at every commit, which limits a commit per call to some hundred a second.
 */
export function openInboundLedger(
  url: string,
  { mostWaiting = 5_000, timeoutMs = mostMs }: { mostWaiting?: number; timeoutMs?: number } = {},
): InboundLedger {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    ...keepAlive,
    // A lone call does not wait for a connection to be opened.
    idleTimeoutMillis: 0,
  })
  // A connection that is lost while idle is opened anew by the next statement.
  pool.on('error', () => undefined)
  let waiting: Waiting[] = []
  let working: Promise<void> | null = null

  const work = async () => {
    // What arrives in this turn of the event loop goes together.
    await new Promise(setImmediate)
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce)
      waiting = waiting.slice(mostAtOnce)
      await enter(pool, batch)
    }
    working = null
  }

  return {
    add: (call) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting) return reject(new OverfullError('Too many webhook calls wait.'))
        waiting.push({ call, resolve, reject })
        working ??= work()
      }),
    async close() {
      await working
      await pool.end()
    },
  }
}

/** A batch that PostgreSQL refuses for one of its calls is entered one by one: the fault is not its neighbours'. */
async function enter(pool: pg.Pool, batch: Waiting[]): Promise<void> {
  try {
    const entered = await insert(
      pool,
      batch.map(({ call }) => call),
    )
    for (const [place, { resolve }] of batch.entries()) resolve({ isNew: entered.has(place) })
  } catch (error) {
    if (batch.length > 1 && isOneCalls(error)) for (const one of batch) await enter(pool, [one])
    else for (const { reject } of batch) reject(error)
  }
}

/**
 * SQLSTATE class 22, data exception; 54000, too long for an index; 40P01, a deadlock with another process that enters the same calls in
 * another order. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const isOneCalls = (error: unknown) =>
  error instanceof pg.DatabaseError && /^(22...|54000|40P01)$/.test(error.code ?? '')

// The jobs are added by what the statement answers: PostgreSQL leaves out a query that nothing refers to.
const statement = `
  with calls as (
    select provider, account, event_id, order_key, substring($1::bytea from body_from for body_bytes) as body, headers, sealed, received_at, place
    from unnest($2::"Provider"[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::jsonb[], $9::text[], $10::timestamptz[])
      with ordinality as call(provider, account, event_id, order_key, body_from, body_bytes, headers, sealed, received_at, place)
  ), entered as (
    insert into "InboundEvent" (provider, account, "eventId", "orderKey", body, headers, sealed, "receivedAt")
    select provider, account, event_id, order_key, body, headers, sealed, received_at from calls order by place
    on conflict (provider, account, "eventId") do nothing
    returning id, provider, account, "eventId", "orderKey"
  ), queued as (
    select count(*) as jobs from graphile_worker.add_jobs(array(
      select row('process-inbound-event', json_build_object('id', id::text), "orderKey", null, null, null, null, null)::graphile_worker.job_spec
      from entered order by id))
  )
  select min(calls.place)::int - 1 as place, (select jobs from queued) as jobs
  from entered join calls on calls.provider = entered.provider and calls.account = entered.account and calls.event_id = entered."eventId"
  group by entered.id`

/** Returns the places of those that were new. */
async function insert(pool: pg.Pool, calls: InboundCall[]): Promise<Set<number>> {
  const bodies = calls.map(({ body }) => body)
  const { rows } = await pool.query<{ place: number }>({
    name: 'enter-inbound-events',
    text: statement,
    values: [
      // All in one go as they are: in an array each would travel in text, at twice its length.
      Buffer.concat(bodies),
      calls.map(({ provider }) => provider),
      calls.map(({ account }) => account),
      calls.map(({ eventId }) => eventId),
      calls.map(({ orderKey }) => orderKey),
      placesOf(bodies),
      bodies.map(({ byteLength }) => byteLength),
      calls.map(({ headers }) => JSON.stringify(headers)),
      calls.map(({ sealed }) => sealed),
      calls.map(({ receivedAt }) => receivedAt.toISOString()),
    ],
  })
  return new Set(rows.map(({ place }) => place))
}

/** Where each begins when they follow each other, counted from 1. */
function placesOf(bodies: Uint8Array[]): number[] {
  let next = 1
  return bodies.map(({ byteLength }) => {
    const place = next
    next += byteLength
    return place
  })
}
