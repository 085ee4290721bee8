import path from 'node:path'
import { expect, test } from 'vitest'
import { type OptionsSource, readOptions } from './options'

const root = '/opt/switchboard'
const read = (environment: OptionsSource['environment'] = {}, args: string[] = [], workingDir = root) =>
  readOptions({ args, environment, root, workingDir })

test('Without any variable the sandbox runs on the usual ports, with an embedded database in the data folder', () => {
  expect(read()).toMatchObject({
    dev: false,
    verbose: false,
    dataDir: path.join(root, '.data'),
    databaseUrl: null,
    ports: { web: 3000, gateway: 3001, sandbox: 3002, smtp: 3003 },
    publicUrl: 'http://localhost:3000',
    sandbox: true,
    mailbox: null,
    hasMailServer: false,
    spareWorker: true,
    warnings: [],
  })
})

test('Addresses follow the ports until they are set', () => {
  const { environment, publicUrl } = read({ PORT: '4000', GATEWAY_PORT: '4001', GATEWAY_URL: '' })
  expect(publicUrl).toBe('http://localhost:4000')
  expect(environment.GATEWAY_URL).toBe('http://localhost:4001')
  expect(read({ PORT: '4000', PUBLIC_URL: 'http://127.0.0.1:80' }).publicUrl).toBe('http://127.0.0.1:80')
})

test.each([
  [{ GOOGLE_CLIENT_ID: 'real.apps.example', GOOGLE_CLIENT_SECRET: 'x' }, false],
  [{ OPENAI_API_KEY: 'sk-real', SMTP_URL: 'smtp://mail.example' }, false],
  [{ PUBLIC_URL: 'https://switchboard.example' }, false],
  [{ GATEWAY_URL: 'https://live.switchboard.example' }, false],
  [{ NOTION_CLIENT_ID: 'real', NOTION_CLIENT_SECRET: 'x' }, false],
  [{ OPENAI_API_KEY: 'sandbox-key' }, true],
  [{ GOOGLE_CLIENT_ID: ' ', OPENAI_API_KEY: '' }, true],
  [{ PUBLIC_URL: 'http://[::1]:3000' }, true],
])('The sandbox is off as soon as a real key or a public address is set: %j → %j', (environment, sandbox) => {
  expect(read(environment).sandbox).toBe(sandbox)
})

test('Who turns the sandbox off without another way to sign in is warned', () => {
  expect(read({ OPENAI_API_KEY: 'sk-real' }).warnings).toEqual([expect.stringMatching(/nobody can sign in/)])
  expect(read({ OPENAI_API_KEY: 'sk-real', SMTP_URL: 'smtp://mail.example' }).warnings).toEqual([])
})

test('The path of exported mail starts where the command was typed', () => {
  const here = import.meta.dirname
  expect(read({}, ['--mailbox', 'options.test.ts'], here).mailbox).toBe(path.join(here, 'options.test.ts'))
  expect(() => read({}, ['--mailbox', 'no.mbox'], here)).toThrow(
    `There is no exported mail at ${path.join(here, 'no.mbox')}.`,
  )
  expect(() => read({ OPENAI_API_KEY: 'sk-real' }, ['--mailbox', '.'], here)).toThrow(
    /loads mail into the sandbox, which is off/,
  )
})

test.each([
  [{ PORT: 'abc' }, [], 'The configuration has a fault: PORT: give a port number'],
  [{ PORT: '3001' }, [], 'The port 3001 is given to two processes.'],
  [{ PUBLIC_URL: 'example' }, [], 'The configuration has a fault: PUBLIC_URL: give a full address'],
  [{ DATABASE_URL: 'mysql://x' }, [], 'The configuration has a fault: DATABASE_URL: give a PostgreSQL address'],
  [{ ENCRYPTION_KEYS: 'short' }, [], 'The configuration has a fault: ENCRYPTION_KEYS: give one or more keys'],
  [{ GOOGLE_CLIENT_ID: 'real' }, [], 'GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET belong together'],
  [{ NOTION_CLIENT_SECRET: 'x' }, [], 'NOTION_CLIENT_ID and NOTION_CLIENT_SECRET belong together'],
  [{}, ['--fast'], "'--fast' is not known here."],
  [{}, ['extra'], "'extra' is not known here."],
  [{}, ['--mailbox'], '--mailbox needs a path'],
  // What npm leaves of `npm start --mailbox old.mbox`.
  [{ npm_config_mailbox: 'true' }, ['old.mbox'], 'Put -- before --mailbox'],
])('A wrong value or flag is told in a sentence: %j %j', (environment, args, sentence) => {
  expect(() => read(environment, args)).toThrow(sentence)
})

test('The spare worker can be left out', () => {
  expect(read({ SPARE_WORKER: 'off' }).spareWorker).toBe(false)
  expect(() => read({ SPARE_WORKER: 'no' })).toThrow('SPARE_WORKER: give on or off')
})

test('Several faults are told at once', () => {
  expect(() => read({ PORT: '0', LOG_LEVEL: 'loud' })).toThrow(
    /2 faults:\n.*LOG_LEVEL[^]*PORT|2 faults:\n.*PORT[^]*LOG_LEVEL/,
  )
})
