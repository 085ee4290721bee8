import { randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import {
  buildConnection,
  buildGrant,
  buildMember,
  createTestDatabase,
  fakeProviders,
  grantedTokens,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import type { Connection } from '@switchboard/db'
import { openTokens, storeTokens } from '../../src/connections/credentials'
import { startConnect } from '../../src/connections/start-connect'
import { withAccess } from '../../src/connections/with-access'
import type { Actor, Context } from '../../src/context'
import { createTokenCipher } from '../../src/crypto/jwe-token-cipher'
import { countSecrets, rotateSecrets } from '../../src/crypto/rotate-secrets'
import type { TokenCipher } from '../../src/crypto/token-cipher'
import type { OAuthCapability } from '../../src/ports/connecting'

const database = createTestDatabase()
const makeKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const [k1, k2, k3] = [makeKey('k1'), makeKey('k2'), makeKey('k3')]
let ctx: TestContext
let actor: Actor
let refresh: OAuthCapability['refresh']

beforeEach(async () => {
  refresh = async () => grantedTokens()
  ctx = testContext(database, {
    providers: fakeProviders({ oauth: { refresh: (token, signal) => refresh(token, signal) } }),
  })
  await ctx.db.connection.deleteMany()
  await ctx.db.oAuthAttempt.deleteMany()
  actor = (await buildMember(ctx.db)).actor
})

const withKeys = (...keys: string[]): Context => ({ ...ctx, cipher: createTokenCipher(keys.join(',')) })
/** A cipher that does something of its own before it opens a secret. */
const before = (cipher: TokenCipher, act: () => Promise<void>): TokenCipher => ({
  ...cipher,
  open: async (ciphertext, boundTo) => {
    await act()
    return cipher.open(ciphertext, boundTo)
  },
})
async function grantedWith(...keys: string[]) {
  const connection = await buildConnection(ctx.db, actor)
  return { connection, tokens: await buildGrant(withKeys(...keys), connection) }
}
const keyOf = ({ teamId, id }: Connection) => ({ teamId, connectionId: id })
const credentialOf = (connection: Connection) =>
  ctx.db.credential.findUniqueOrThrow({ where: { teamId_connectionId: keyOf(connection) } })
const opened = async (by: Context, connection: Connection) =>
  openTokens(by, keyOf(connection), (await credentialOf(connection)).ciphertext)

test('secrets of several keys are encrypted with the first, and say the same as before', async () => {
  const grants = [await grantedWith(k1), await grantedWith(k1), await grantedWith(k2, k1), await grantedWith(k3)]
  const { url } = await startConnect(withKeys(k1), actor, { provider: 'gmail' })
  expect(url).toContain('https://')
  const now = withKeys(k3, k2, k1)
  expect(await countSecrets(now)).toEqual({ census: { k1: 3, k2: 1, k3: 1 }, unknown: [] })
  const progress: string[] = []
  const rotation = await rotateSecrets(now, { onProgress: ({ done, of }) => progress.push(`${done}/${of}`) })
  expect(rotation).toEqual({ rotated: 4, census: { k3: 5 }, unreadable: [] })
  expect(progress).toEqual(['2/5', '3/5', '4/5', '5/5'])
  for (const { connection, tokens } of grants) {
    expect(await opened(withKeys(k3), connection)).toEqual(tokens)
    expect(await credentialOf(connection)).toMatchObject({ version: 1 })
  }
  expect(await rotateSecrets(now)).toMatchObject({ rotated: 0, census: { k3: 5 } })
})

test('an attempt to connect that has ended is left alone', async () => {
  await startConnect(withKeys(k1), actor, { provider: 'gmail' })
  ctx.clock.advance(11 * 60_000)
  expect(await rotateSecrets(withKeys(k2, k1))).toEqual({ rotated: 0, census: {}, unreadable: [] })
})

test('tokens that are stored while the old ones are being encrypted are kept', async () => {
  const { connection } = await grantedWith(k1)
  const now = withKeys(k2, k1)
  const newer = grantedTokens()
  let reconnects = 0
  // Somebody whose process still encrypts with the old key comes in between, once.
  const cipher = before(now.cipher, async () => {
    if (reconnects++ === 0) await storeTokens(withKeys(k1), ctx.db, keyOf(connection), newer)
  })
  expect(await rotateSecrets({ ...now, cipher })).toEqual({ rotated: 1, census: { k2: 1 }, unreadable: [] })
  expect(await opened(withKeys(k2), connection)).toEqual(newer)
})

test('a refresh that is under way keeps its new tokens', async () => {
  const { connection } = await grantedWith(k1)
  await ctx.db.credential.deleteMany()
  await buildGrant(withKeys(k1), connection, { expiresAt: ctx.clock.now() })
  const now = withKeys(k2, k1)
  const fresh = grantedTokens({ refreshToken: 'rotated by the provider' })
  refresh = async () => {
    expect(await rotateSecrets(now)).toMatchObject({ rotated: 1 })
    return fresh
  }
  expect(await withAccess(now, keyOf(connection), async (access) => access.accessToken)).toBe(fresh.accessToken)
  expect(await opened(withKeys(k2), connection)).toEqual(fresh)
})

test('forty refreshes beside the rotation lose nothing', async () => {
  const connections: Connection[] = []
  for (let count = 0; count < 40; count++) {
    const connection = await buildConnection(ctx.db, actor)
    await buildGrant(withKeys(k1), connection, { expiresAt: ctx.clock.now() })
    connections.push(connection)
  }
  const now = withKeys(k2, k1)
  const [rotation, ...used] = await Promise.all([
    rotateSecrets(now),
    ...connections.map((connection) => withAccess(now, keyOf(connection), async (access) => access.accessToken)),
  ])
  expect(rotation).toMatchObject({ census: { k2: 40 }, unreadable: [] })
  for (const [index, connection] of connections.entries()) {
    expect((await opened(withKeys(k2), connection)).accessToken).toBe(used[index])
  }
})

test('a rotation that was killed is gone on with where it stood', async () => {
  const grants = [await grantedWith(k1), await grantedWith(k1), await grantedWith(k1)]
  const now = withKeys(k2, k1)
  let opens = 0
  const cipher = before(now.cipher, async () => {
    if (++opens === 3) throw new Error('killed')
  })
  await expect(rotateSecrets({ ...now, cipher })).rejects.toThrow('killed')
  expect((await countSecrets(now)).census).toEqual({ k1: 1, k2: 2 })
  expect(await rotateSecrets(now)).toEqual({ rotated: 1, census: { k2: 3 }, unreadable: [] })
  for (const { connection, tokens } of grants) expect(await opened(withKeys(k2), connection)).toEqual(tokens)
})

test('what no key opens is named by row and key, never by its content, and holds up nothing', async () => {
  const lost = await grantedWith(makeKey('k0'))
  const other = await grantedWith(makeKey('k1'))
  const good = await grantedWith(k1)
  const now = withKeys(k2, k1)
  const row = ({ connection }: typeof lost) => `connection ${connection.id} of team ${connection.teamId}`
  const { unknown } = await countSecrets(now)
  expect(unknown).toEqual([{ row: row(lost), keyId: 'k0', reason: 'unknown_key' }])
  const rotation = await rotateSecrets(now)
  expect(rotation).toMatchObject({ rotated: 1, census: { k0: 1, k1: 1, k2: 1 } })
  expect(rotation.unreadable).toHaveLength(2)
  expect(rotation.unreadable).toContainEqual({ row: row(lost), keyId: 'k0', reason: 'unknown_key' })
  expect(rotation.unreadable).toContainEqual({ row: row(other), keyId: 'k1', reason: 'does_not_open' })
  expect(await opened(now, good.connection)).toEqual(good.tokens)
  const told = JSON.stringify([unknown, rotation])
  for (const { connection } of [lost, other]) {
    expect(told).not.toContain((await credentialOf(connection)).ciphertext.slice(0, 30))
  }
})
