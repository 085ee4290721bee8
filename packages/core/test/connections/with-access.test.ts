import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
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
import { openTokens, storeTokens } from '../../src/connections/credentials'
import { withAccess } from '../../src/connections/with-access'
import { createTokenCipher } from '../../src/crypto/jwe-token-cipher'
import { SwitchboardError } from '../../src/errors'
import type { Tokens } from '../../src/ports/connecting'

const database = createTestDatabase()
let ctx: TestContext
let key: { teamId: string; connectionId: string }
let connection: Awaited<ReturnType<typeof buildConnection>>
let refreshedWith: string[]
let refresh: (refreshToken: string) => Promise<Tokens>

const minuteMs = 60_000
const inMinutes = (minutes: number) => new Date(ctx.clock.now().getTime() + minutes * minuteMs)

beforeEach(async () => {
  refreshedWith = []
  refresh = async () => grantedTokens({ expiresAt: inMinutes(60) })
  ctx = testContext(database, {
    providers: fakeProviders({
      oauth: {
        refresh: (refreshToken) => {
          refreshedWith.push(refreshToken)
          return refresh(refreshToken)
        },
      },
    }),
  })
  connection = await buildConnection(ctx.db, (await buildMember(ctx.db)).actor)
  key = { teamId: connection.teamId, connectionId: connection.id }
})

const accessToken = () => withAccess(ctx, key, async (access) => access.accessToken)
const stored = async () => {
  const credential = await ctx.db.credential.findUniqueOrThrow({ where: { teamId_connectionId: key } })
  return { ...(await openTokens(ctx, key, credential.ciphertext)), leaseId: credential.leaseId }
}
const state = () =>
  ctx.db.connection.findUniqueOrThrow({ where: { teamId_id: { teamId: key.teamId, id: connection.id } } })
const gone = new SwitchboardError('grant_revoked', 'gone')

describe('an expiring token', () => {
  test('is refreshed once for fifty callers, who all get the new one', async () => {
    await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
    let waiting = 0
    // Time stands still, so that the lease cannot run out: the others wait for as long as the refresh takes.
    ctx.clock.sleep = async () => {
      waiting += 1
      await turn()
    }
    refresh = async () => {
      while (waiting < 49) await turn()
      return grantedTokens({ accessToken: 'fresh', expiresAt: inMinutes(60) })
    }
    const answers = await Promise.all(Array.from({ length: 50 }, accessToken))
    expect(answers).toEqual(Array.from({ length: 50 }, () => 'fresh'))
    expect(refreshedWith).toHaveLength(1)
  })

  test.each([
    ['that is good for six minutes is used as it is', 6, 0],
    ['that is good for four minutes is refreshed ahead', 4, 1],
    ['that has expired is refreshed', -60, 1],
  ])('%s', async (_, minutes, refreshes) => {
    const { accessToken: old } = await buildGrant(ctx, connection, { expiresAt: inMinutes(minutes) })
    expect((await accessToken()) === old).toBe(refreshes === 0)
    expect(refreshedWith).toHaveLength(refreshes)
  })

  test('keeps its refresh token when the answer has none', async () => {
    const { refreshToken } = await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
    refresh = async () => grantedTokens({ refreshToken: null, expiresAt: inMinutes(60) })
    await accessToken()
    expect(await stored()).toMatchObject({ refreshToken, leaseId: null })
    ctx.clock.advance(59 * minuteMs)
    await accessToken()
    expect(refreshedWith).toEqual([refreshToken, refreshToken])
  })

  test('keeps the rotated refresh token', async () => {
    const { refreshToken } = await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
    refresh = async () => grantedTokens({ refreshToken: 'rotated', expiresAt: inMinutes(60) })
    await accessToken()
    expect(await stored()).toMatchObject({ refreshToken: 'rotated' })
    ctx.clock.advance(59 * minuteMs)
    await accessToken()
    expect(refreshedWith).toEqual([refreshToken, 'rotated'])
  })

  test('is refreshed by another caller when the first was killed over it', async () => {
    await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
    await ctx.db.credential.updateMany({
      where: key,
      data: { leaseId: key.teamId, leaseUntil: new Date(ctx.clock.now().getTime() + 25_000) },
    })
    const before = ctx.clock.now().getTime()
    await accessToken()
    expect(refreshedWith).toHaveLength(1)
    expect(ctx.clock.now().getTime() - before).toBeGreaterThanOrEqual(25_000)
  })

  test('that another caller refreshes is not waited for once the call is stopped', async () => {
    await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
    await ctx.db.credential.updateMany({ where: key, data: { leaseId: key.teamId, leaseUntil: inMinutes(1) } })
    const stopping = new AbortController()
    ctx.clock.sleep = async () => stopping.abort()
    const call = withAccess(ctx, key, async (access) => access.accessToken, { signal: stopping.signal })
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
    expect(refreshedWith).toEqual([])
  })

  test('does not overwrite a grant that was given meanwhile', async () => {
    await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
    refresh = async () => {
      await storeTokens(ctx, ctx.db, key, grantedTokens({ accessToken: 'reconnected' }))
      return grantedTokens({ accessToken: 'of the old grant' })
    }
    expect(await accessToken()).toBe('reconnected')
    expect(await stored()).toMatchObject({ accessToken: 'reconnected' })
  })

  test('whose refresh fails in passing leaves the connection working and the lease free', async () => {
    await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
    refresh = async () => {
      throw new SwitchboardError('unavailable', 'The provider has a rest.', { retryable: true })
    }
    await expect(accessToken()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await state()).toMatchObject({ status: 'connected', errorCode: null })
    expect(await stored()).toMatchObject({ leaseId: null })
    refresh = async () => grantedTokens({ accessToken: 'fresh' })
    expect(await accessToken()).toBe('fresh')
  })
})

describe('a grant that ended', () => {
  test('marks the connection and says how to mend it', async () => {
    await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
    refresh = () => Promise.reject(gone)
    await expect(accessToken()).rejects.toMatchObject({ code: 'grant_revoked' })
    expect(await state()).toMatchObject({
      status: 'error',
      errorCode: 'grant_revoked',
      errorMessage: expect.stringContaining('Reconnect'),
      nextSyncAt: null,
    })
    expect(await stored()).toMatchObject({ leaseId: null })
  })

  test('is not the one that was given anew while the old one was asked about', async () => {
    await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
    refresh = async () => {
      await storeTokens(ctx, ctx.db, key, grantedTokens({ accessToken: 'reconnected' }))
      throw gone
    }
    await expect(accessToken()).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    expect(await state()).toMatchObject({ status: 'connected', errorCode: null })
    expect(await accessToken()).toBe('reconnected')
  })

  test('is not the one that was given anew while a call with the old one was under way', async () => {
    await buildGrant(ctx, connection)
    const call = withAccess(ctx, key, async () => {
      await storeTokens(ctx, ctx.db, key, grantedTokens())
      throw new SwitchboardError('scope_missing', 'Not allowed to read.')
    })
    await expect(call).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    expect(await state()).toMatchObject({ status: 'connected', errorCode: null })
  })

  test('is one without a refresh token that has expired', async () => {
    await buildGrant(ctx, connection, { refreshToken: null, expiresAt: inMinutes(-1) })
    await expect(accessToken()).rejects.toMatchObject({ code: 'grant_revoked' })
    expect(await state()).toMatchObject({ status: 'error' })
  })

  test('is one without secrets', async () => {
    await expect(accessToken()).rejects.toMatchObject({ code: 'grant_revoked' })
  })

  test('is one whose secret does not open any more', async () => {
    const other = testContext(database)
    await buildGrant(other, connection)
    await expect(accessToken()).rejects.toMatchObject({ code: 'secret_unreadable' })
    expect(await state()).toMatchObject({ status: 'error', errorCode: 'secret_unreadable' })
  })

  test('is not one whose key this server lacks: it waits, and goes on when the key is there', async () => {
    const keys = ['gone', 'here'].map((id) => `${id}:${randomBytes(32).toString('base64')}`)
    const [, here = ''] = keys
    await buildGrant({ ...ctx, cipher: createTokenCipher(keys.join()) }, connection)
    const call = () => withAccess(ctx, key, async () => 'items')
    ctx.cipher = createTokenCipher(here)
    await expect(call()).rejects.toMatchObject({ code: 'key_missing', retryable: true })
    expect(await state()).toMatchObject({ status: 'connected', errorCode: null })
    ctx.cipher = createTokenCipher(`${here},${keys[0]}`)
    expect(await call()).toBe('items')
  })

  test('leaves a paused connection paused', async () => {
    await ctx.db.connection.updateMany({ where: { id: connection.id }, data: { status: 'paused' } })
    await expect(accessToken()).rejects.toMatchObject({ code: 'grant_revoked' })
    expect(await state()).toMatchObject({ status: 'paused' })
  })
})

describe('a token that the provider refuses', () => {
  const unauthorized = new SwitchboardError('unauthorized', 'The token is not valid.')

  test('is refreshed once and the call made again', async () => {
    const { accessToken: old } = await buildGrant(ctx, connection)
    const used: string[] = []
    const answer = await withAccess(ctx, key, async (access) => {
      used.push(access.accessToken)
      if (access.accessToken === old) throw unauthorized
      return 'items'
    })
    expect(answer).toBe('items')
    expect(used).toEqual([old, (await stored()).accessToken])
    expect(refreshedWith).toHaveLength(1)
  })

  test('twice marks the connection', async () => {
    await buildGrant(ctx, connection)
    await expect(withAccess(ctx, key, () => Promise.reject(unauthorized))).rejects.toMatchObject({
      code: 'unauthorized',
    })
    expect(refreshedWith).toHaveLength(1)
    expect(await state()).toMatchObject({ status: 'error', errorCode: 'unauthorized' })
  })
})

test('what is called gets the settings with their defaults and its time limit', async () => {
  await buildGrant(ctx, connection)
  await ctx.db.connection.updateMany({ where: { id: connection.id }, data: { settings: { requestTimeoutSeconds: 7 } } })
  const access = await withAccess(ctx, key, async (given) => given)
  expect(access).toMatchObject({ timeoutMs: 7_000, settings: { requestTimeoutSeconds: 7, syncEveryMinutes: 15 } })
})

test('no token stands in the log or in the rows', async () => {
  const tokens = await buildGrant(ctx, connection, { expiresAt: inMinutes(1) })
  refresh = () => Promise.reject(gone)
  await expect(accessToken()).rejects.toMatchObject({ code: 'grant_revoked' })
  const written = JSON.stringify([ctx.logger.lines, await ctx.db.credential.findMany(), await state()])
  for (const secret of [tokens.accessToken, tokens.refreshToken]) expect(written).not.toContain(secret)
})
