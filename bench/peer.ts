import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { startEmbeddedServer } from '@switchboard/db/embedded-server'
import { makeScratchFolder } from '../scripts/drills/scratch-folder'

const readySchema = z.tuple([z.object({ port: z.number() })]).rest(z.unknown())

/** Runs `use` beside the peer, which has a database of its own with 20,000 messages. */
export async function withPeer<Result>(use: (listUrl: string) => Promise<Result>): Promise<Result> {
  const folder = makeScratchFolder('bench')
  const server = await startEmbeddedServer({ dataDir: path.join(folder, 'pg'), password: 'bench', database: 'bench' })
  try {
    await fillMessages(server.url)
    const peer = fork(path.join(import.meta.dirname, 'peer-list.ts'), [server.url], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    })
    try {
      const [{ port }] = readySchema.parse(await once(peer, 'message'))
      return await use(`http://127.0.0.1:${port}/list`)
    } finally {
      const ended = once(peer, 'exit')
      peer.kill('SIGKILL')
      await ended
    }
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fillMessages(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`
    create table message (channel text, ts text, user_id text, text text, sent_at timestamptz, primary key (channel, ts));
    insert into message select 'C' || n % 31, (1700000000 + n) || '.000100', 'U' || n % 97,
      'Could someone review the quarterly report draft ' || n || ' before Friday?', now() from generate_series(1, 20000) n;
    analyze message`)
  await client.end()
}
