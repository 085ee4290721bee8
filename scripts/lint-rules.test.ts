import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

/** The architecture's rules live in .oxlintrc.json. These files break them: a rule that no longer fires fails here. */

const root = path.resolve(import.meta.dirname, '..')
const restricted = 'eslint(no-restricted-imports)'

type Case = { file: string; line: string; rule: string }
const imports = (file: string, ...modules: string[]): Case[] =>
  modules.map((module) => ({ file, line: `export * from '${module}'`, rule: restricted }))

const wrong: Case[] = [
  // config ← db ← core ← api ← apps
  ...imports(
    'packages/config/src/x.ts',
    '@switchboard/db',
    '@switchboard/core/ports/provider',
    '@prisma/client',
    'next',
  ),
  ...imports('packages/db/src/x.ts', '@switchboard/core/errors', '@switchboard/api', '@switchboard/providers/registry'),
  ...imports(
    'packages/core/src/noun/x.ts',
    '@switchboard/api',
    '@switchboard/providers/registry',
    '@switchboard/models',
  ),
  ...imports(
    'packages/core/src/noun/x.ts',
    'googleapis',
    'googleapis/build/src/apis/gmail',
    '@slack/web-api',
    'openai',
  ),
  ...imports('packages/core/src/noun/x.ts', 'next', 'next/server', 'next-auth', '@trpc/server', '@prisma/client', 'pg'),
  ...imports('packages/core/src/noun/x.ts', '../../../providers/src/registry', '../../../../apps/web/src/server/auth'),
  ...imports(
    'packages/api/src/x.ts',
    '@switchboard/providers/registry',
    '@switchboard/models',
    'openai',
    'next/headers',
  ),
  // core (ports only) ← providers, models ← apps
  ...imports(
    'packages/providers/src/x/source.ts',
    '@switchboard/db',
    '@prisma/client',
    '@switchboard/config',
    'openai',
  ),
  ...imports('packages/providers/src/x/source.ts', '@switchboard/core/sync/run-sync', '@switchboard/core/context'),
  ...imports('packages/providers/src/x/source.ts', '@switchboard/models', '../../../db/src/client', 'pg'),
  ...imports(
    'packages/models/src/x.ts',
    '@switchboard/db',
    '@switchboard/core/suggestions/suggest-items',
    'googleapis',
  ),
  ...imports('packages/models/src/x.ts', '@switchboard/providers/registry', '@switchboard/config'),
  // Packages never import apps, and apps not each other.
  ...['config', 'db', 'core', 'api', 'models', 'providers', 'testing'].flatMap((name) =>
    imports(`packages/${name}/src/y.ts`, '@switchboard/sandbox/app', '@switchboard/web'),
  ),
  ...imports('packages/core/test/x.test.ts', '@switchboard/worker'),
  ...imports('apps/worker/src/x.ts', '@switchboard/sandbox/app', '@switchboard/testing', '@prisma/client'),
  ...imports('apps/sandbox/src/x.ts', '@switchboard/core/errors', '@switchboard/providers/registry'),
  // The environment has one reader.
  ...['packages/core/src/x.ts', 'apps/worker/src/x.ts', 'apps/web/src/server/x.ts', 'e2e/x.spec.ts'].map((file) => ({
    file,
    line: 'export const port = process.env.PORT',
    rule: 'node(no-process-env)',
  })),
  ...imports('packages/core/src/x.ts', 'node:process'),
  { file: 'packages/core/src/x.ts', line: 'export let x: any', rule: 'typescript(no-explicit-any)' },
  { file: 'packages/core/src/a.ts', line: `export * from './b'`, rule: 'import(no-cycle)' },
  // Hooks of React.
  {
    file: 'apps/web/src/features/x/use-x.ts',
    line: 'export const useX = (on: boolean) => on && useState(0)',
    rule: 'react-hooks(rules-of-hooks)',
  },
  {
    file: 'apps/web/src/features/x/use-y.ts',
    line: 'export const useY = (id: string) => useEffect(() => tell(id), [])',
    rule: 'react-hooks(exhaustive-deps)',
  },
]

const right: Omit<Case, 'rule'>[] = [
  { file: 'packages/core/src/b.ts', line: `export * from './a'` },
  { file: 'packages/core/src/noun/good.ts', line: `export * from '@switchboard/db'` },
  { file: 'packages/api/src/good.ts', line: `export * from '@switchboard/core/errors'` },
  { file: 'packages/providers/src/x/good.ts', line: `export * from '@switchboard/core/ports/provider'` },
  { file: 'packages/providers/src/x/good.ts', line: `export * from '@switchboard/core/abort'` },
  { file: 'packages/providers/src/x/good.ts', line: `export type { Context } from '@switchboard/core/context'` },
  { file: 'packages/providers/src/x/good.ts', line: `export * from 'googleapis/build/src/apis/gmail'` },
  { file: 'packages/models/src/good.ts', line: `export * from '@switchboard/core/ports/task-model'` },
  { file: 'packages/models/src/good.ts', line: `export * from 'openai'` },
  { file: 'packages/providers/test/good.test.ts', line: `export * from '@switchboard/sandbox/app'` },
  {
    file: 'apps/web/src/features/x/use-good.ts',
    line: 'export const useGood = (id: string) => useEffect(() => tell(id), [id])',
  },
  { file: 'apps/worker/src/good.ts', line: `export * from '@switchboard/providers/registry'` },
  { file: 'apps/worker/src/good.ts', line: `export * from '@switchboard/core/sync/run-sync'` },
  ...['packages/config/src/good.ts', 'scripts/good.ts', 'playwright.config.ts', 'apps/web/src/instrumentation.ts'].map(
    (file) => ({ file, line: 'export const port = process.env.PORT' }),
  ),
]

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({
      code: z.string(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
})

const scratch = mkdtempSync(path.join(tmpdir(), 'lint-rules-'))
const lines = new Map<string, string[]>()
/** `file:line` to the rules that fired there. */
let found = new Map<string, string[]>()

const placeOf = ({ file, line }: Pick<Case, 'file' | 'line'>) => `${file}:${(lines.get(file) ?? []).indexOf(line) + 1}`

beforeAll(() => {
  copyFileSync(path.join(root, '.oxlintrc.json'), path.join(scratch, '.oxlintrc.json'))
  for (const { file, line } of [...wrong, ...right]) lines.set(file, [...(lines.get(file) ?? []), line])
  for (const [file, content] of lines) {
    mkdirSync(path.join(scratch, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(scratch, file), `${content.join('\n')}\n`)
  }
  const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint')
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format=json', '.'], { cwd: scratch, encoding: 'utf8' })
  for (const { code, filename, labels } of reportSchema.parse(JSON.parse(stdout)).diagnostics) {
    const place = `${filename}:${labels[0]?.span.line ?? 0}`
    found = found.set(place, [...(found.get(place) ?? []), code])
  }
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('is refused', () => {
  test.each(wrong)('$file: $line', (entry) => {
    expect(found.get(placeOf(entry))).toContain(entry.rule)
  })
})

describe('is allowed', () => {
  test.each(right)('$file: $line', (entry) => {
    expect((found.get(placeOf(entry)) ?? []).filter((rule) => !rule.includes('no-cycle'))).toEqual([])
  })
})
