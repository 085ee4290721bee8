import { expect, test } from 'vitest'
import {
  addressVariables,
  databaseVariables,
  EnvironmentError,
  googleVariables,
  modelVariables,
  notionVariables,
  portVariables,
  readEnvironment,
  refusesSandboxBesideRealKeys,
  sandboxRefusal,
  sandboxServerVariables,
  sandboxVariables,
} from '@switchboard/config'

const toldOfSandbox = databaseVariables
  .extend(portVariables.shape)
  .extend(addressVariables.shape)
  .extend(googleVariables.shape)
  .extend(notionVariables.shape)
  .extend(modelVariables.shape)
  .extend(sandboxVariables.shape)
  .refine(refusesSandboxBesideRealKeys, sandboxRefusal)

type Source = Record<string, string>
const fine: Source = { DATABASE_URL: 'postgresql://localhost/switchboard', SANDBOX_URL: 'http://localhost:3002' }
function faultsOf(schema: typeof toldOfSandbox | typeof sandboxServerVariables, source: Source): string[] {
  try {
    readEnvironment(schema, source)
    return []
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    return error.faults
  }
}

test('A process that is told of a sandbox runs beside nothing but stand-ins', () => {
  expect(faultsOf(toldOfSandbox, fine)).toEqual([])
  expect(faultsOf(toldOfSandbox, { ...fine, GOOGLE_CLIENT_ID: 'sandbox-client' })).toEqual([])
  expect(faultsOf(toldOfSandbox, { ...fine, SANDBOX_URL: ' ', GATEWAY_URL: 'https://live.example' })).toEqual([])
})

const beside: Source[] = [
  { SANDBOX_URL: 'https://sandbox.example' },
  { PUBLIC_URL: 'https://switchboard.example' },
  { GATEWAY_URL: 'https://live.switchboard.example' },
  { GOOGLE_CLIENT_ID: 'real.apps.example' },
  { OPENAI_API_KEY: 'sk-real' },
]
test.each(beside)('It refuses to run with %j', (source) => {
  expect(faultsOf(toldOfSandbox, { ...fine, ...source })).toEqual([sandboxRefusal.error])
})

test('The refusal stands beside the faults of other variables', () => {
  const source = { ...fine, DATABASE_URL: 'mysql://localhost', PORT: 'abc', OPENAI_API_KEY: 'sk-real' }
  expect(faultsOf(toldOfSandbox, source)).toEqual([
    expect.stringContaining('DATABASE_URL: '),
    expect.stringContaining('PORT: '),
    sandboxRefusal.error,
  ])
})

test('An address that is none is told alone', () => {
  expect(faultsOf(toldOfSandbox, { ...fine, PUBLIC_URL: 'switchboard', OPENAI_API_KEY: 'sk-real' })).toEqual([
    expect.stringContaining('PUBLIC_URL: '),
  ])
})

test.each(beside.slice(1))('The sandbox itself refuses to run with %j', (source) => {
  const [name] = Object.keys(source)
  expect(faultsOf(sandboxServerVariables, source)).toEqual([expect.stringContaining(`${name}: the sandbox`)])
})
