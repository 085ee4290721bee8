import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-signals-'))
  cpSync(path.join(root, 'package.json'), path.join(folder, 'package.json'))
  mkdirSync(path.join(folder, 'scripts'))
  const names = "['SIGINT', 'SIGTERM']"
  const tell = 'process.on(name, () => { console.log(name); process.exit() })'
  const program = `for (const name of ${names}) ${tell}\nsetTimeout(() => process.exit(1), 10_000)\nconsole.log('ready')\n`
  writeFileSync(path.join(folder, 'scripts', 'start.mjs'), program)
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each(['SIGINT', 'SIGTERM'] as const)(
  'npm hands %s on to the launcher, also when it alone gets it',
  async (name) => {
    const npm = spawn('npm', ['start'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    const lines: string[] = []
    for await (const line of createInterface({ input: npm.stdout })) {
      lines.push(line)
      if (line === 'ready') npm.kill(name)
    }
    if (npm.exitCode === null && npm.signalCode === null) await once(npm, 'exit')
    expect(lines.at(-1)).toBe(name)
  },
)
