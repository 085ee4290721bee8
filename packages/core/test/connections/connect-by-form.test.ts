import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  buildMember,
  createTestDatabase,
  fakeProviders,
  grantedTokens,
  queuedJobs,
  testContext,
  type TestContext,
} from '@switchboard/testing'
import { connectByForm, getConnectForm } from '../../src/connections/connect-by-form'
import { disconnectConnection } from '../../src/connections/disconnect-connection'
import { getConnection } from '../../src/connections/read-connections'
import { secretSetting, textSetting } from '../../src/connections/setting-kinds'
import { startConnect } from '../../src/connections/start-connect'
import { withAccess } from '../../src/connections/with-access'
import type { Actor } from '../../src/context'
import { SwitchboardError } from '../../src/errors'
import type { FormCapability } from '../../src/ports/connecting'
import type { Provider } from '../../src/ports/provider'

const database = createTestDatabase()
let ctx: TestContext
let actor: Actor
let address: string

const group = 'Account'
const fields = z.object({
  address: textSetting({ label: 'Address', hint: 'Yours.', group }, { longest: 60 }),
  password: secretSetting({ label: 'Password', hint: 'Made for this.', group }, { longest: 60 }),
  host: textSetting({ label: 'Server', hint: 'Its name.', group }, { longest: 60 }).default('mail.example'),
})

/** Takes any password but one. */
const form: FormCapability = {
  fields,
  guide: 'Give your address and an app password.',
  connect: async (values) => {
    const typed = fields.parse(values)
    if (typed.password === 'wrong')
      throw new SwitchboardError('invalid_input', 'Password: the server refuses it.', { field: 'password' })
    const tokens = grantedTokens({ accessToken: JSON.stringify(typed), refreshToken: null, scopes: [] })
    return { tokens, account: { id: typed.address, name: typed.address } }
  },
  shownValues: (accessToken) => {
    const { address: shown, host } = fields.parse(JSON.parse(accessToken))
    return { address: shown, host }
  },
}

const contextWith = (ownership: Provider['ownership']) =>
  testContext(database, { providers: fakeProviders({ form, ownership }) })

beforeEach(async () => {
  ctx = contextWith('personal')
  const member = await buildMember(ctx.db)
  actor = member.actor
  address = `${member.user.id}@mail.example`
})

const connect = (values: object, connectionId: string | null = null, by = actor) =>
  connectByForm(ctx, by, { provider: 'gmail', connectionId, values: { address, password: 'secret-1', ...values } })
const tokenOf = (connectionId: string) =>
  withAccess(ctx, { teamId: actor.teamId, connectionId }, async ({ accessToken }) => accessToken)

describe('a provider that is connected by a form', () => {
  test('leads to its page instead of the provider’s, and says what it asks for', async () => {
    expect(await startConnect(ctx, actor, { provider: 'gmail' })).toEqual({
      url: 'http://localhost:3000/connect/gmail',
    })
    const shown = await getConnectForm(ctx, actor, { provider: 'gmail' })
    expect(shown).toMatchObject({ accountName: null, values: { host: 'mail.example' }, presets: null })
    expect(shown.groups[0]?.fields.map(({ key, kind }) => [key, kind])).toEqual([
      ['address', 'text'],
      ['password', 'secret'],
      ['host', 'text'],
    ])
  })

  test('stores what was filled in encrypted, hands it to the adapter, and queues the first sync', async () => {
    const { connectionId, created } = await connect({})
    expect(created).toBe(true)
    const detail = await getConnection(ctx, actor, connectionId)
    expect(detail).toMatchObject({ status: 'connected', accountName: address, missingScopes: [] })
    expect(JSON.parse(await tokenOf(connectionId))).toMatchObject({ password: 'secret-1', host: 'mail.example' })
    const stored = await ctx.db.credential.findMany({ where: { connectionId } })
    expect(JSON.stringify([stored, detail])).not.toContain('secret-1')
    expect(await queuedJobs(ctx.db, 'sync-connection')).toContainEqual(
      expect.objectContaining({ payload: { teamId: actor.teamId, connectionId, trigger: 'first' } }),
    )
  })

  test('names every field at fault, and the one that the other side refuses; nothing is half-connected', async () => {
    await expect(connect({ address: '', password: '' })).rejects.toMatchObject({
      code: 'invalid_input',
      faults: [
        { field: 'address', message: 'Address: fill this in.' },
        { field: 'password', message: 'Password: fill this in.' },
      ],
    })
    await expect(connect({ password: 'wrong' })).rejects.toMatchObject({ code: 'invalid_input', field: 'password' })
    expect(await ctx.db.connection.count({ where: { teamId: actor.teamId } })).toBe(0)
  })

  test('whose password is refused later needs a person, who mends it with another; the old one is not shown', async () => {
    const { connectionId } = await connect({})
    const key = { teamId: actor.teamId, connectionId }
    const refusal = new SwitchboardError('unauthorized', 'The server no longer takes this password.')
    let tries = 0
    const refused = withAccess(ctx, key, async () => {
      tries += 1
      throw refusal
    })
    await expect(refused).rejects.toBe(refusal)
    expect(tries).toBe(1)
    expect(await getConnection(ctx, actor, connectionId)).toMatchObject({
      status: 'error',
      errorCode: 'unauthorized',
      errorMessage: refusal.message,
    })
    const { url } = await startConnect(ctx, actor, { provider: 'gmail', connectionId })
    expect(url).toBe(`http://localhost:3000/connect/gmail?connection=${connectionId}`)
    const shown = await getConnectForm(ctx, actor, { provider: 'gmail', connectionId })
    expect(shown).toMatchObject({ accountName: address, values: { address, host: 'mail.example' } })
    expect(JSON.stringify(shown)).not.toContain('secret-1')

    await expect(connect({ address: 'other@mail.example' }, connectionId)).rejects.toMatchObject({ code: 'conflict' })
    expect(await connect({ password: 'secret-2' }, connectionId)).toMatchObject({ connectionId, created: false })
    expect(await getConnection(ctx, actor, connectionId)).toMatchObject({ status: 'connected', errorCode: null })
    expect(JSON.parse(await tokenOf(connectionId))).toMatchObject({ password: 'secret-2' })
  })

  test('is ended without asking anybody, and its secrets are gone', async () => {
    const { connectionId } = await connect({})
    expect(await disconnectConnection(ctx, actor, connectionId)).toMatchObject({
      status: 'disconnected',
      errorMessage: null,
    })
    expect(await ctx.db.credential.count({ where: { connectionId } })).toBe(0)
    expect((await connect({})).connectionId).toBe(connectionId)
  })

  test('another person’s connection is not found, and a shared one is for admins', async () => {
    const { connectionId } = await connect({})
    const { actor: other } = await buildMember(ctx.db, { teamId: actor.teamId, role: 'member' })
    await expect(connect({}, connectionId, other)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getConnectForm(ctx, other, { provider: 'gmail', connectionId })).rejects.toMatchObject({
      code: 'not_found',
    })
    ctx = contextWith('shared')
    await expect(connect({}, null, other)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('whose secrets cannot be read any more is filled in anew', async () => {
    const { connectionId } = await connect({})
    ctx = contextWith('personal')
    const shown = await getConnectForm(ctx, actor, { provider: 'gmail', connectionId })
    expect(shown.values).toEqual({ host: 'mail.example' })
  })
})
