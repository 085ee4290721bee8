import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import type { Connection } from '@switchboard/db'
import { buildConnection, buildGrant, buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { readSecrets } from '../launcher/secrets'
import { rotateKeys } from './rotate-keys'

const database = createTestDatabase()
const makeKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const [k1, k2] = [makeKey('k1'), makeKey('k2')]
let dataDir: string
let lines: string[]

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'switchboard-keys-'))
  lines = []
  await database.db.connection.deleteMany()
  await database.db.worker.deleteMany()
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const rotate = (environment: Record<string, string>, ...args: string[]) =>
  rotateKeys({
    args,
    environment: { DATA_DIR: dataDir, DATABASE_URL: database.url, ...environment },
    root: dataDir,
    print: (line) => lines.push(line),
  })
async function grantWith(keys: string): Promise<Connection> {
  const ctx = testContext(database)
  const connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  await buildGrant({ ...ctx, cipher: createTokenCipher(keys) }, connection)
  return connection
}
const credentials = () => database.db.credential.findMany({ orderBy: { connectionId: 'asc' } })

test('tells what is encrypted with which key, before and after', async () => {
  for (const keys of [k1, k1, k2]) await grantWith(keys)
  expect(await rotate({ ENCRYPTION_KEYS: `${k2},${k1}` })).toBe(true)
  expect(lines).toEqual([
    'Encrypting with the key k2. So far: k1: 2, k2: 1.',
    '2 of 3',
    'Encrypted anew: 2. Now: k2: 3.',
    expect.stringMatching(
      /Nothing in the database needs k1 any more\. Keep it for 30 days .*reply addresses .*mails already sent.*Backups/,
    ),
  ])
})

test('with an unknown key changes nothing and names row and key, never a secret', async () => {
  await grantWith(k1)
  const lost = await grantWith(makeKey('old'))
  const before = await credentials()
  const refusal: unknown = await rotate({ ENCRYPTION_KEYS: `${k2},${k1}` }).catch((error: unknown) => error)
  expect(String(refusal)).toContain(`connection ${lost.id} of team ${lost.teamId}: key old`)
  expect(String(refusal)).toContain('Nothing was changed')
  for (const { ciphertext } of before) expect(String(refusal)).not.toContain(ciphertext.slice(0, 20))
  expect(await credentials()).toEqual(before)
})

test('a key of the same name that is another one leaves the secret as it is and says so', async () => {
  const { id } = await grantWith(makeKey('k1'))
  expect(await rotate({ ENCRYPTION_KEYS: `${k2},${k1}` })).toBe(false)
  expect(lines.join('\n')).toMatch(new RegExp(`connection ${id} .* does not open with the key k1`))
})

test('without a database says so', async () => {
  const nowhere = 'postgresql://nobody:x@127.0.0.1:1/none'
  await expect(rotate({ ENCRYPTION_KEYS: k1, DATABASE_URL: nowhere })).rejects.toThrow(/The database does not answer/)
  readSecrets(dataDir)
  await expect(rotate({ DATABASE_URL: '' })).rejects.toThrow(/The database is not running. Start Switchboard/)
})

test('where nothing was ever started makes no keys', async () => {
  for (const args of [[], ['--new-key']]) {
    await expect(rotate({}, ...args)).rejects.toThrow(/There is no .*secrets\.json\. Start Switchboard once/)
  }
})

test('a new key is used when everything has been started again', async () => {
  await grantWith(readSecrets(dataDir).encryptionKeys)
  const file = path.join(dataDir, 'secrets.json')
  const startedAt = new Date(Date.now() - 60_000)
  const tellAlive = (since: Date) =>
    database.db.worker.upsert({
      where: { id: 'pool-1' },
      create: { id: 'pool-1', startedAt: since, aliveAt: new Date() },
      update: { startedAt: since },
    })
  utimesSync(file, startedAt, new Date(startedAt.getTime() - 60_000))
  await tellAlive(startedAt)
  expect(await rotate({})).toBe(true)
  lines = []
  expect(await rotate({}, '--new-key')).toBe(true)
  expect(lines.join('\n')).toMatch(/The key k2 was made[^]*Back up[^]*Restart Switchboard/)
  expect(lines.join('\n')).not.toContain(readSecrets(dataDir).encryptionKeys.slice(3, 20))
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await expect(rotate({})).rejects.toThrow(/Restart it, then run this again/)
  await tellAlive(new Date(Date.now() + 1_000))
  expect(await rotate({})).toBe(true)
  expect(lines.at(-2)).toBe('Encrypted anew: 1. Now: k2: 1.')
})

test('keys of the operator’s own are changed where they stand', async () => {
  // In front it would encrypt before every process can read it.
  await expect(rotate({ ENCRYPTION_KEYS: k1 }, '--new-key')).rejects.toThrow(
    /new one at the end .*openssl rand -base64 32.*Restart every process.*then move it to the front.*restart again.*keys:rotate/,
  )
  await expect(rotate({ ENCRYPTION_KEYS: k1 }, '--fast')).rejects.toThrow(/only one option/)
})
