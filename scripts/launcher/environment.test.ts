import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { environmentOf, type ProcessName, wholeEnvironment } from './environment'
import { readOptions } from './options'

const secrets = { encryptionKeys: 'keys', sessionSecret: 'session', databasePassword: 'password' }
const root = '/opt/switchboard'

function environments(environment: Record<string, string>, args: string[] = []) {
  const options = readOptions({
    args,
    environment: { PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'foreign', ...environment },
    root,
    workingDir: root,
  })
  const whole = wholeEnvironment(options, secrets, 'postgresql://localhost/switchboard')
  return (name: ProcessName) => environmentOf(name, whole)
}

test('In the sandbox every address of a provider is the stand-in’s', () => {
  expect(environments({ SANDBOX_PORT: '4002', SANDBOX_SMTP_PORT: '4003' })('web')).toMatchObject({
    SANDBOX_URL: 'http://localhost:4002',
    GOOGLE_CLIENT_ID: 'sandbox-client',
    GOOGLE_OAUTH_URL: 'http://localhost:4002/google',
    GOOGLE_API_URL: 'http://localhost:4002',
    GMAIL_WEB_URL: 'http://localhost:4002',
    NOTION_CLIENT_ID: 'sandbox-notion',
    NOTION_API_URL: 'http://localhost:4002/notion',
    SMTP_URL: 'smtp://127.0.0.1:4003',
    ENCRYPTION_KEYS: 'keys',
  })
})

test('Whoever listens is told of the sandbox, and keeps to this machine', () => {
  const of = environments({})
  for (const name of ['web', 'gateway'] as const)
    expect(of(name)).toMatchObject({ SANDBOX_URL: 'http://localhost:3002' })
  expect(environments({ OPENAI_API_KEY: 'sk-real' })('gateway')).not.toHaveProperty('SANDBOX_URL')
})

test('With real keys nothing is told of a sandbox', () => {
  const web = environments({ GOOGLE_CLIENT_ID: 'real', GOOGLE_CLIENT_SECRET: 'real' })('web')
  expect(web).toMatchObject({ GOOGLE_CLIENT_ID: 'real', GOOGLE_CLIENT_SECRET: 'real' })
  expect(Object.keys(web).filter((name) => name.startsWith('SANDBOX') || name === 'GOOGLE_OAUTH_URL')).toEqual([])
})

test('Each process gets what it reads and what every program needs, and no secret besides', () => {
  const of = environments({})
  for (const name of ['web', 'gateway', 'worker', 'sandbox'] as const) {
    expect(of(name)).toMatchObject({ PATH: '/bin', NODE_ENV: 'production' })
    expect(of(name)).not.toHaveProperty('AWS_SECRET_ACCESS_KEY')
  }
  for (const secret of ['DATABASE_URL', 'ENCRYPTION_KEYS', 'SESSION_SECRET'])
    expect(of('sandbox')).not.toHaveProperty(secret)
  for (const name of ['gateway', 'sandbox'] as const) expect(of(name)).not.toHaveProperty('SMTP_URL')
})

test('The defaults of teams are told to whoever works for them', () => {
  for (const name of ['web', 'gateway', 'worker'] as const)
    expect(environments({ RUN_RETENTION_DAYS: '7' })(name)).toMatchObject({ RUN_RETENTION_DAYS: '7' })
  expect(() => environments({ RUN_RETENTION_DAYS: 'long' })).toThrow(/RUN_RETENTION_DAYS/)
})

test('What the operator has set goes before the secrets that were made', () => {
  const keys = `own:${randomBytes(32).toString('base64')}`
  expect(environments({ ENCRYPTION_KEYS: keys })('gateway')).toMatchObject({
    ENCRYPTION_KEYS: keys,
    SESSION_SECRET: 'session',
  })
})

test('The launcher chooses the profile, and an address in the clear is for the developer alone', () => {
  expect(environments({ NODE_ENV: 'development' })('web')).toMatchObject({ NODE_ENV: 'production' })
  const clear = { PUBLIC_URL: 'http://switchboard.example', GATEWAY_URL: 'http://switchboard.example:3001' }
  expect(() => environments(clear)).toThrow(/2 faults:\n.*PUBLIC_URL: give an https.*\n.*GATEWAY_URL: give an https/)
  expect(environments(clear, ['--dev'])('web')).toMatchObject({ NODE_ENV: 'development' })
})

test('Freed memory is kept in few places, unless the machine says otherwise', () => {
  expect(environments({})('worker')).toMatchObject({ MALLOC_ARENA_MAX: '2' })
  expect(environments({ MALLOC_ARENA_MAX: '4' })('worker')).toMatchObject({ MALLOC_ARENA_MAX: '4' })
})
