import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Access } from '@switchboard/core/ports/access'
import { createProviders } from '@switchboard/providers/registry'
import { obstacleOf } from '@switchboard/providers/google-calendar/push'
import { type Sandbox, startSandbox } from '@switchboard/sandbox/app'
import { fakeClock, type FakeClock } from '@switchboard/testing'
import { describePush, type PushWorld } from '@switchboard/testing/describe-provider'
import { publicUrl, variablesOf } from '../google/google-person'
import { email, providerAt, pushWorldOf, redirectUri } from './calendar-world'

const connectionId = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000'
let sandbox: Sandbox
let world: PushWorld
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: null, redirectUris: [redirectUri], dataDir: null, mailbox: null })
  world = pushWorldOf(sandbox)
})
afterAll(() => sandbox.close())

describePush('Google Calendar', () => world)

describe('a channel', () => {
  let clock: FakeClock
  let access: Access
  const push = () => {
    const { push: source } = providerAt(sandbox.url, clock)
    if (!source?.stop) throw new Error('Google Calendar promises nothing.')
    return { ...source, stop: source.stop }
  }
  const channels = () => Object.values(sandbox.store.data.channels)

  beforeEach(async () => {
    clock = fakeClock(new Date().toISOString())
    sandbox.store.data.channels = {}
    access = {
      connectionId,
      accessToken: await world.accessToken(),
      settings: world.provider.settings.parse({}),
      signal: AbortSignal.timeout(60_000),
      timeoutMs: 5_000,
    }
  })

  test('leads to this installation, with the connection’s name and secret, for a week', async () => {
    const { expiresAt, data } = await push().watch(access, 'secret-1')
    const [channel] = channels()
    expect(channel).toMatchObject({
      email,
      address: `${publicUrl}/api/webhooks/google-calendar`,
      token: 'secret-1',
    })
    expect(channel?.id).toMatch(new RegExp(`^${connectionId}_[\\w-]{16}$`))
    expect(data).toEqual({ id: channel?.id, resourceId: channel?.resourceId })
    expect(expiresAt.getTime()).toBe(clock.now().getTime() + 7 * 86_400_000)
  })

  test('of another account, or one that has another name by now, is not ended', async () => {
    const { data } = await push().watch(access, 'secret-1')
    await push().stop(access, { id: 'another', resourceId: 'another' })
    const [channel] = channels()
    await push().stop(access, { id: channel?.id ?? '', resourceId: 'another' })
    expect(channels()).toHaveLength(1)
    await push().stop(access, data)
    expect(channels()).toEqual([])
  })

  test('that Google does not open to this address is no fault of the access', async () => {
    for (const reason of ['push.webhookUrlUnauthorized', 'push.webhookUrlNotHttps']) {
      const error = {
        code: 401,
        errors: [{ domain: 'global', reason, message: 'Unauthorized WebHook callback channel' }],
      }
      sandbox.faults.add({ path: '/calendar/v3', status: 401, body: JSON.stringify({ error }) })
      await expect(push().watch(access, 's')).rejects.toMatchObject({ code: 'invalid_response', retryable: false })
      sandbox.faults.clear()
    }
  })

  test('of a grant that was withdrawn says so', async () => {
    await expect(push().watch({ ...access, accessToken: 'gone' }, 's')).rejects.toMatchObject({ code: 'unauthorized' })
    await expect(push().stop({ ...access, accessToken: 'gone' }, { id: 'a', resourceId: 'b' })).rejects.toMatchObject({
      code: 'unauthorized',
    })
  })
})

describe('where Google cannot call', () => {
  test.each([
    'http://switchboard.example.com',
    'https://localhost',
    'https://switchboard',
    'https://192.168.1.7',
    'https://box.lan',
    'https://[::1]',
  ])('%s, nothing is promised, and the page says why', (publicUrl) => {
    const variables = { ...variablesOf(sandbox.url), GOOGLE_API_URL: undefined, PUBLIC_URL: publicUrl }
    const provider = createProviders(variables, fakeClock()).google_calendar?.provider
    expect([provider?.push, provider?.webhook]).toEqual([undefined, undefined])
    expect(provider?.pushObstacle).toMatch(/PUBLIC_URL/)
  })

  test('is not at a public https address, and not where a stand-in calls', () => {
    expect(obstacleOf({ publicUrl: 'https://switchboard.example.com:8443' })).toBeNull()
    expect(obstacleOf({ apiUrl: 'http://localhost:3002', publicUrl: 'http://localhost:3000' })).toBeNull()
  })
})
