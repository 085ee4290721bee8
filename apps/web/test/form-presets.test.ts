import { expect, test } from 'vitest'
import { begunWith, presetOf } from '../src/features/connections/form-presets'
import type { ConnectForm } from '../src/lib/api-types'

const icloud = {
  name: 'iCloud',
  domains: ['icloud.com', 'me.com'],
  values: { host: 'imap.mail.me.com', port: 993 },
  note: 'Apple takes an app-specific password only.',
  url: null,
}
const form: ConnectForm = {
  name: 'IMAP mailbox',
  guide: 'Give your address.',
  groups: [],
  values: { port: 143 },
  presets: { by: 'address', list: [icloud] },
  accountName: null,
}

test.each([
  ['ada@icloud.com', icloud],
  ['ada@ME.com ', icloud],
  ['ada@notme.com', null],
  ['icloud.com', icloud],
  ['ada', null],
  ['', null],
])('the address %j chooses by its domain', (address, preset) => {
  expect(presetOf(form, { address })).toBe(preset)
})

test('a form without presets, or without an address, has none to choose', () => {
  expect(presetOf({ ...form, presets: null }, { address: 'ada@icloud.com' })).toBeNull()
  expect(presetOf(form, {})).toBeNull()
})

test('a new account begins with what its service wants, a mended one with what is stored', () => {
  expect(begunWith(form, icloud)).toEqual({ host: 'imap.mail.me.com', port: 993 })
  expect(begunWith(form, null)).toEqual({ port: 143 })
  const mended = { ...form, accountName: 'ada@icloud.com', values: { address: 'ada@icloud.com', port: 143 } }
  const preset = presetOf(mended, {})
  expect(preset).toBe(icloud)
  expect(begunWith(mended, preset)).toEqual({ address: 'ada@icloud.com', host: 'imap.mail.me.com', port: 143 })
})
