// The peer of the suite `api`, a process of its own: tRPC on Node's bare HTTP server, whose one procedure answers 50 rows of five
// columns by one prepared statement. No session, no checks of input and output.
import { initTRPC } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.argv[2], max: 16 })
const t = initTRPC.create()
const list = t.procedure.query(async () => {
  const { rows } = await pool.query({
    name: 'list',
    text: 'select channel, ts, user_id as "userId", text, sent_at as "sentAt" from message where channel = $1 order by ts desc limit 50',
    values: ['C7'],
  })
  return rows
})
const server = createHTTPServer({ router: t.router({ list }) })
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address) process.send?.({ port: address.port })
})
process.once('disconnect', () => process.exit())
