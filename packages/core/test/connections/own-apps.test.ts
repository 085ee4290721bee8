import { randomBytes, randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { finishConnect } from '@switchboard/core/connections/finish-connect'
import { disconnectConnection } from '@switchboard/core/connections/disconnect-connection'
import { getConnection, listAvailableProviders } from '@switchboard/core/connections/read-connections'
import { startConnect } from '@switchboard/core/connections/start-connect'
import type { Actor } from '@switchboard/core/context'
import { createTokenCipher } from '@switchboard/core/crypto/jwe-token-cipher'
import { rotateSecrets } from '@switchboard/core/crypto/rotate-secrets'
import { SwitchboardError } from '@switchboard/core/errors'
import { beginApp, removeApp, saveAppKeys } from '@switchboard/core/provider-apps/change-apps'
import { getApp, listApps } from '@switchboard/core/provider-apps/read-apps'
import { createWebhookApps } from '@switchboard/core/provider-apps/webhook-apps'
import {
  buildMember,
  createTestDatabase,
  fakeOwnApps,
  fakeProviders,
  testContext,
  type TestContext,
} from '@switchboard/testing'

const database = createTestDatabase()
const provider = 'gmail'
const values = { clientId: '12.34', clientSecret: 'a-client-secret' }
let ctx: TestContext
let admin: Actor
let refusal: SwitchboardError | null

beforeEach(async () => {
  refusal = null
  const check = async () => {
    if (refusal) throw refusal
  }
  ctx = testContext(database, {
    providers: fakeProviders({ ownership: 'shared', ownApps: fakeOwnApps({ check }) }),
  })
  await ctx.db.connection.deleteMany()
  await ctx.db.oAuthAttempt.deleteMany()
  await ctx.db.providerApp.deleteMany()
  admin = (await buildMember(ctx.db, { role: 'admin' })).actor
})

const begin = (name = 'Our app', actor = admin) => beginApp(ctx, actor, { provider, name })
async function registered(actor = admin) {
  const { id } = await begin('Our app', actor)
  return saveAppKeys(ctx, actor, { id, values })
}
async function connectBy(appId: string | null, actor = admin) {
  const { url } = await startConnect(ctx, actor, { provider, appId })
  const state = new URL(url).searchParams.get('state') ?? ''
  const callbackUrl = new URL(`http://localhost:3000/api/oauth/gmail/callback?code=1&state=${state}`)
  return { url, ...(await finishConnect(ctx, actor.userId, { provider, callbackUrl })) }
}

test('who does not allow it is told which app was asked, to try again by it', async () => {
  const { id } = await registered()
  const { url } = await startConnect(ctx, admin, { provider, appId: id })
  const state = new URL(url).searchParams.get('state') ?? ''
  const callbackUrl = new URL(`http://localhost:3000/api/oauth/gmail/callback?error=access_denied&state=${state}`)
  await expect(finishConnect(ctx, admin.userId, { provider, callbackUrl })).rejects.toMatchObject({
    code: 'consent_denied',
    facts: { appId: id },
  })
})

test('an app has its addresses before it has keys, and connects nothing by then', async () => {
  const { id, hasKeys, addresses, manifest, calls } = await begin()
  expect({ hasKeys, calls: calls.state }).toEqual({ hasKeys: false, calls: 'none' })
  expect(addresses).toEqual([{ label: 'Redirect URL', url: 'http://localhost:3000/api/oauth/gmail/callback' }])
  expect(JSON.parse(manifest)).toEqual({ id })
  await expect(startConnect(ctx, admin, { provider, appId: id })).rejects.toMatchObject({ code: 'not_configured' })
})

test('keys are saved once the provider has taken them, encrypted for their row, and shown to nobody', async () => {
  const { id } = await begin()
  refusal = new SwitchboardError('invalid_input', 'Client Secret: not this one.', { field: 'clientSecret' })
  await expect(saveAppKeys(ctx, admin, { id, values })).rejects.toMatchObject({ field: 'clientSecret' })
  expect((await getApp(ctx, admin, id)).hasKeys).toBe(false)
  refusal = null
  const saved = await saveAppKeys(ctx, admin, { id, values })
  expect(saved).toMatchObject({ hasKeys: true, values: { clientId: '12.34' }, isReadable: true })
  const row = await ctx.db.providerApp.findFirstOrThrow({ where: { id } })
  for (const told of [saved, await listApps(ctx, admin, { provider }), row])
    expect(JSON.stringify(told)).not.toContain(values.clientSecret)
  // A ciphertext of another row does not open.
  const other = await begin('Another')
  await ctx.db.providerApp.updateMany({ where: { id: other.id }, data: { ciphertext: row.ciphertext } })
  expect(await getApp(ctx, admin, other.id)).toMatchObject({ values: {}, isReadable: false })
  expect(await createWebhookApps(ctx).keysOf(provider, other.id)).toBeNull()
})

test('a field that does not fit is named, and a secret left empty stays as it is', async () => {
  const { id } = await begin()
  await expect(saveAppKeys(ctx, admin, { id, values: { clientId: ' ' } })).rejects.toMatchObject({
    faults: [{ field: 'clientId' }, { field: 'clientSecret' }],
  })
  await saveAppKeys(ctx, admin, { id, values })
  await saveAppKeys(ctx, admin, { id, values: { clientId: '12.34', clientSecret: '' } })
  expect(await createWebhookApps(ctx).keysOf(provider, id)).toEqual(values)
  // Of another app no secret is known.
  await expect(saveAppKeys(ctx, admin, { id, values: { clientId: '56.78', clientSecret: '' } })).rejects.toMatchObject({
    faults: [{ field: 'clientSecret' }],
  })
})

test('keys that cannot be opened any more are filled in anew, also while accounts are connected', async () => {
  const { id } = await registered()
  await connectBy(id)
  const other = { ...values, clientId: '56.78' }
  await expect(saveAppKeys(ctx, admin, { id, values: other })).rejects.toMatchObject({ field: 'clientId' })
  const lost = { ...ctx, cipher: createTokenCipher(`k9:${randomBytes(32).toString('base64')}`) }
  expect(await getApp(lost, admin, id)).toMatchObject({ isReadable: false })
  expect(await saveAppKeys(lost, admin, { id, values })).toMatchObject({ isReadable: true })
})

test('an account is connected by the app and by the operator’s, each once, and mended by the one that it is of', async () => {
  const { id } = await registered()
  const own = await connectBy(id)
  expect(own.url).toContain(`app=${id}`)
  const common = await connectBy(null)
  expect(common.connectionId).not.toBe(own.connectionId)
  expect(await connectBy(id)).toMatchObject({ connectionId: own.connectionId, created: false })
  expect(await getConnection(ctx, admin, own.connectionId)).toMatchObject({ appName: 'Our app' })
  expect(await getConnection(ctx, admin, common.connectionId)).toMatchObject({ appName: null })
  const { url } = await startConnect(ctx, admin, { provider, connectionId: own.connectionId })
  expect(url).toContain(`app=${id}`)
})

test('it works where the operator has set up none', async () => {
  const { gmail } = ctx.providers
  if (!gmail) throw new Error('There is no provider.')
  ctx = { ...ctx, providers: { gmail: { ...gmail, missing: ['CLIENT_ID'] } } }
  const { id } = await registered()
  await expect(startConnect(ctx, admin, { provider })).rejects.toMatchObject({ code: 'not_configured' })
  expect((await connectBy(id)).created).toBe(true)
  expect((await listAvailableProviders(ctx, admin)).items).toMatchObject([{ configured: false, ownApps: true }])
})

test('an app with living connections stays, and says which; afterwards it goes', async () => {
  const { id } = await registered()
  const { connectionId } = await connectBy(id)
  await expect(removeApp(ctx, admin, id)).rejects.toMatchObject({
    code: 'conflict',
    message: 'ada@northwind.example is connected by this app. Disconnect it first.',
  })
  await expect(saveAppKeys(ctx, admin, { id, values: { ...values, clientId: '56.78' } })).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'clientId',
  })
  expect((await getApp(ctx, admin, id)).values).toEqual({ clientId: '12.34' })
  await disconnectConnection(ctx, admin, connectionId)
  await removeApp(ctx, admin, id)
  await expect(getApp(ctx, admin, id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await getConnection(ctx, admin, connectionId)).toMatchObject({ status: 'disconnected', appName: null })
})

test('another team’s app answers like one that is not there, and members have nothing to do with apps', async () => {
  const stranger = (await buildMember(ctx.db, { role: 'owner' })).actor
  const { id: theirs } = await registered(stranger)
  const member = (await buildMember(ctx.db, { teamId: admin.teamId, role: 'member' })).actor
  const missing = randomUUID()
  const calls = (appId: string, actor = admin) => [
    getApp(ctx, actor, appId),
    saveAppKeys(ctx, actor, { id: appId, values }),
    removeApp(ctx, actor, appId),
    startConnect(ctx, actor, { provider, appId }),
  ]
  const said = async (promises: Promise<unknown>[]) =>
    (await Promise.allSettled(promises)).map((one) => (one.status === 'rejected' ? String(one.reason) : 'done'))
  expect(await said(calls(theirs))).toEqual(await said(calls(missing)))
  const codes = async (promises: Promise<unknown>[]) =>
    (await Promise.allSettled(promises)).map((one) =>
      one.status === 'rejected' && one.reason instanceof SwitchboardError ? one.reason.code : 'done',
    )
  expect(new Set(await codes(calls(theirs)))).toEqual(new Set(['not_found']))
  const asMember = [...calls(theirs, member), listApps(ctx, member, { provider }), begin('Mine', member)]
  expect(new Set(await codes(asMember))).toEqual(new Set(['forbidden']))
  expect((await listApps(ctx, admin, { provider })).items).toEqual([])
})

test('rotating the keys of encryption covers them', async () => {
  const { id } = await registered()
  const made = `k9:${randomBytes(32).toString('base64')}`
  const before = `k1:${randomBytes(32).toString('base64')}`
  const old = { ...ctx, cipher: createTokenCipher(before) }
  await saveAppKeys(old, admin, { id, values })
  const now = { ...ctx, cipher: createTokenCipher(`${made},${before}`) }
  expect(await rotateSecrets(now)).toMatchObject({ rotated: 1, census: { k9: 1 }, unreadable: [] })
  expect(await createWebhookApps({ ...ctx, cipher: createTokenCipher(made) }).keysOf(provider, id)).toEqual(values)
})

test('new keys count at once where they are saved, and within five seconds elsewhere, with what calls say of them', async () => {
  const { id } = await registered()
  const [own, other] = [createWebhookApps(ctx), createWebhookApps(ctx)]
  const state = async () => (await getApp(ctx, admin, id)).calls.state
  for (const apps of [own, other]) expect(await apps.keysOf(provider, id)).toEqual(values)
  for (const apps of [own, other]) apps.note(id, 'taken')
  await expect.poll(state).toBe('taken')
  const renewed = { ...values, clientSecret: 'another-secret' }
  const saving = { ...ctx, webhookApps: own }
  await saveAppKeys(saving, admin, { id, values: renewed })
  expect(await own.keysOf(provider, id)).toEqual(renewed)
  own.note(id, 'taken')
  await expect.poll(state).toBe('taken')
  await saveAppKeys(saving, admin, { id, values: renewed })
  ctx.clock.advance(5_001)
  expect(await other.keysOf(provider, id)).toEqual(renewed)
  other.note(id, 'taken')
  await expect.poll(state).toBe('taken')
  await removeApp(saving, admin, id)
  expect(await own.keysOf(provider, id)).toBeNull()
})

test('that an app has no keys is remembered for a second, but not where they are saved', async () => {
  const { id } = await begin()
  const [own, other] = [createWebhookApps(ctx), createWebhookApps(ctx)]
  for (const apps of [own, other]) expect(await apps.keysOf(provider, id)).toBeNull()
  await saveAppKeys({ ...ctx, webhookApps: own }, admin, { id, values })
  expect(await own.keysOf(provider, id)).toEqual(values)
  expect(await other.keysOf(provider, id)).toBeNull()
  ctx.clock.advance(1_001)
  expect(await other.keysOf(provider, id)).toEqual(values)
})

test('what calls say of the keys is shown, and forgotten with the keys', async () => {
  const { id } = await registered()
  const apps = createWebhookApps(ctx)
  const state = async () => (await getApp(ctx, admin, id)).calls
  apps.note(id, 'refused')
  await expect.poll(state).toMatchObject({ state: 'refused', takenAt: null })
  ctx.clock.advance(1_000)
  apps.note(id, 'taken')
  await expect.poll(state).toMatchObject({ state: 'taken', at: ctx.clock.now() })
  ctx.clock.advance(1_000)
  apps.note(id, 'refused')
  await expect.poll(state).toMatchObject({ state: 'refused', at: ctx.clock.now() })
  expect(await saveAppKeys(ctx, admin, { id, values })).toMatchObject({ calls: { state: 'none', at: null } })
})
