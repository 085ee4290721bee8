import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  addressVariables,
  EnvironmentError,
  profiles,
  readEnvironment,
  runVariables,
  secretVariables,
} from '@switchboard/config'

const schema = runVariables.extend(addressVariables.shape).extend(secretVariables.partial().shape)

function faultsOf(source: Record<string, string>): string[] {
  try {
    readEnvironment(schema, source)
    return []
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    return error.faults
  }
}

const secret = () => randomBytes(32).toString('base64')

test.each([
  ['development', 'debug'],
  ['test', 'warn'],
  ['production', 'info'],
])('The profile %s logs from %s on, until something else is set', (NODE_ENV, level) => {
  expect(readEnvironment(schema, { NODE_ENV }).LOG_LEVEL).toBe(level)
  expect(readEnvironment(schema, { NODE_ENV, LOG_LEVEL: ' ' }).LOG_LEVEL).toBe(level)
  expect(readEnvironment(schema, { NODE_ENV, LOG_LEVEL: 'error' }).LOG_LEVEL).toBe('error')
})

test('Without a name it is production, and an unknown name is refused', () => {
  expect(readEnvironment(schema, {})).toMatchObject({ NODE_ENV: 'production', LOG_LEVEL: 'info' })
  expect(faultsOf({ NODE_ENV: 'staging', PUBLIC_URL: 'http://switchboard.example' })).toEqual([
    expect.stringContaining('NODE_ENV: '),
    expect.stringContaining('PUBLIC_URL: give an https address'),
  ])
})

const refused: [string, Record<string, string>][] = [
  ['PUBLIC_URL', { PUBLIC_URL: 'http://switchboard.example' }],
  ['GATEWAY_URL', { GATEWAY_URL: 'http://10.0.0.8:3001' }],
  ['SESSION_SECRET', { SESSION_SECRET: 'changeme'.repeat(5) }],
  ['ENCRYPTION_KEYS', { ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}` }],
  ['ENCRYPTION_KEYS', { ENCRYPTION_KEYS: `k2:${secret()},k1:${Buffer.alloc(32, 'a').toString('base64')}` }],
]
test.each(refused)('Production refuses %s=%j; developing and testing may have it', (name, source) => {
  expect(faultsOf({ NODE_ENV: 'production', ...source })).toEqual([expect.stringMatching(`^${name}: .*https|openssl`)])
  for (const NODE_ENV of ['development', 'test']) expect(faultsOf({ NODE_ENV, ...source })).toEqual([])
})

test('Production takes https, this machine, and secrets that are random', () => {
  const secrets = { SESSION_SECRET: secret(), ENCRYPTION_KEYS: `k2:${secret()},k1:${secret()}` }
  expect(
    faultsOf({ PUBLIC_URL: 'https://switchboard.example', GATEWAY_URL: 'https://live.example', ...secrets }),
  ).toEqual([])
  for (const PUBLIC_URL of ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])
    expect(faultsOf({ PUBLIC_URL, ...secrets })).toEqual([])
  expect(faultsOf({ SESSION_SECRET: randomBytes(16).toString('hex') })).toEqual([])
})

test('What production insists on is told together with what is malformed, each once', () => {
  expect(faultsOf({ PUBLIC_URL: 'switchboard', GATEWAY_URL: 'http://live.example', LOG_LEVEL: 'loud' })).toEqual([
    expect.stringContaining('LOG_LEVEL: '),
    expect.stringContaining('PUBLIC_URL: '),
    expect.stringContaining('GATEWAY_URL: give an https address'),
  ])
})

test('Every profile has the same defaults to differ in', () => {
  const names = Object.values(profiles).map(({ defaults }) => Object.keys(defaults).join())
  expect(new Set(names).size).toBe(1)
})
