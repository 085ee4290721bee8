import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-compiled-'))
const moved = `${folder}-moved`
const source = `import { basename } from 'node:path'
const letters = /^[äöü]+$/
console.log(basename(import.meta.url), letters.test('öü'), letters.test('ou'))
export const fails = () => {
  throw new Error('as told')
}
export const start = () => setTimeout(fails)
`

beforeAll(() => {
  mkdirSync(path.join(folder, 'src'))
  writeFileSync(path.join(folder, 'package.json'), '{"name":"sample","type":"module"}')
  writeFileSync(path.join(folder, 'src/start.ts'), source)
  const built = spawnSync(process.execPath, [path.resolve(import.meta.dirname, '../build-app.mjs'), '--compiled'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(built.stderr).toBe('')
  renameSync(folder, moved)
})
afterAll(() => rmSync(existsSync(moved) ? moved : folder, { recursive: true, force: true }))

const run = () => spawnSync(process.execPath, ['dist/main.js'], { cwd: moved, encoding: 'utf8' })

// In a process of its own: V8's flags are changed for it, which the threads of the tests would share.
const looksAtCache = (file: string) => `
  import { readFileSync } from 'node:fs'
  import { scriptOf } from ${JSON.stringify(path.resolve(import.meta.dirname, 'script-of.mjs'))}
  const file = ${JSON.stringify(file)}
  console.log(scriptOf(file, readFileSync(file + '.cache')).cachedDataRejected)`

test.each([
  ['', []],
  [', under limits of the heap', ['--max-semi-space-size=2', '--max-old-space-size=2000']],
])('a compiled bundle that was moved is taken from its cache%s', (_, flags) => {
  const code = looksAtCache(path.join(moved, 'dist/main.cjs'))
  const args = [...flags, '--input-type=module', '-e', code]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toBe('false\n')
})

test('it does what the sources say, and its stacks name their places', () => {
  const { stdout, stderr, status } = run()
  expect(stdout).toBe('main.js true false\n')
  expect(status).toBe(1)
  expect(stderr).toContain(
    `Error: as told\n    at Timeout.fails [as _onTimeout] (${path.join(moved, 'src/start.ts')}:5:9)`,
  )
})

test.each(['{', null])('with a map that says %s its stacks name the places of the bundle', (map) => {
  const file = path.join(moved, 'dist/main.cjs.map')
  if (map === null) rmSync(file)
  else writeFileSync(file, map)
  expect(run().stderr).toMatch(/Error: as told\n {4}at Timeout\.fails \[as _onTimeout\] \(main\.cjs:\d+:\d+\)/)
})

test('with a cache that V8 refuses, or without one, it does the same', () => {
  const cache = path.join(moved, 'dist/main.cjs.cache')
  writeFileSync(cache, 'of another Node')
  expect(run().stdout).toBe('main.js true false\n')
  rmSync(cache)
  expect(run().stdout).toBe('main.js true false\n')
})
