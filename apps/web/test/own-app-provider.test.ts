import { expect, test } from 'vitest'
import { fakeOwnApps, fakeProviders } from '@switchboard/testing'
import { ownAppProvider } from '../src/server/own-app-provider'

test('an address has a page of own apps only at a provider that knows them', () => {
  const notFound = expect.objectContaining({ digest: 'NEXT_HTTP_ERROR_FALLBACK;404' })
  const providers = fakeProviders({ ownApps: fakeOwnApps() })
  expect(ownAppProvider(providers, 'gmail')).toBe('gmail')
  for (const named of ['slack', 'nothing', 'constructor'])
    expect(() => ownAppProvider(providers, named)).toThrow(notFound)
  expect(() => ownAppProvider(fakeProviders(), 'gmail')).toThrow(notFound)
})
