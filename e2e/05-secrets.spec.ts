import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { addresses, dataDir } from './addresses'
import { expect, openMailbox, signInByPage, test } from './world'

/** What must be seen by nobody: our own secrets, and every code and token that 'Google' ever gave out in the journeys before. */
function knownSecrets(): string[] {
  const ours = z
    .object({ encryptionKeys: z.string(), sessionSecret: z.string(), databasePassword: z.string() })
    .parse(readJson('secrets.json'))
  const living = z.record(z.string(), z.unknown())
  const { issued, access, refresh } = z
    .object({ issued: z.array(z.string()), access: living, refresh: living })
    .parse(readJson('sandbox/sandbox.json'))
  const ended = issued.filter((secret) => !secret.startsWith('4/') && !(secret in access) && !(secret in refresh))
  expect(ended.length, 'tokens that were withdrawn before this test').toBeGreaterThan(0)
  return [
    ours.encryptionKeys.split(':')[1] ?? '',
    ours.sessionSecret,
    ours.databasePassword,
    'sandbox-secret',
    ...issued,
  ]
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(path.join(dataDir, name), 'utf8'))

const found = (secrets: string[], text: string) =>
  secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)))

test('Tokens and secrets stand in no page, no answer and no message of the socket', async ({ page }) => {
  const said: string[] = []
  const reading: Promise<unknown>[] = []
  page.on('response', (response) => {
    // The provider's own redirect carries the code to us through the browser: that is how OAuth works.
    if (response.url().startsWith(addresses.sandbox)) return
    said.push(JSON.stringify(response.headers()))
    reading.push(
      response
        .text()
        .then((text) => said.push(text))
        // A redirect has no body.
        .catch(() => undefined),
    )
  })
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => said.push(payload.toString())))
  await signInByPage(page, 'Ben Okafor')
  for (const address of ['/', '/tasks', '/integrations', '/activity', '/settings', '/welcome']) {
    await page.goto(address)
    await page.waitForLoadState('networkidle')
  }
  await openMailbox(page, 'ben')
  for (const tab of ['Sync log', 'Items', 'Settings']) await page.getByRole('tab', { name: tab }).click()
  await page.goto('/api/oauth/gmail/callback?state=made-up&code=made-up')
  said.push(await page.content())
  await Promise.all(reading)
  expect(said.join('').length).toBeGreaterThan(100_000)
  expect(found(knownSecrets(), said.join('\n'))).toEqual([])
})

test('Tokens and secrets stand in no log', () => {
  const logs = path.join(dataDir, 'logs')
  const text = readdirSync(logs)
    .map((name) => readFileSync(path.join(logs, name), 'utf8'))
    .join('\n')
  expect(text).toContain('sync ended')
  expect(found(knownSecrets(), text)).toEqual([])
})

test('Tokens and secrets stand in no row and no job, but encrypted', async () => {
  const port = readFileSync(path.join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[3]
  const { databasePassword } = z.object({ databasePassword: z.string() }).parse(readJson('secrets.json'))
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'switchboard',
    password: databasePassword,
    database: 'switchboard',
  })
  await client.connect()
  const tables = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const rows: string[] = []
  for (const { name } of tables.rows) {
    const { rows: inside } = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
    rows.push(...inside.map(({ row }) => row))
  }
  await client.end()
  expect(tables.rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['graphile_worker._private_jobs']))
  // A compact JWE: header, no key, initialisation vector, ciphertext, tag.
  expect(rows.join('\n')).toMatch(/eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+/)
  expect(found(knownSecrets(), rows.join('\n'))).toEqual([])
})
