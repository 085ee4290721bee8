// Runs the Prisma CLI with the schema engine that npm ships as WASM: the native engine is downloaded from a host
// that a closed network does not reach, and every command would fail on it, even those that need no engine.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')
const engine = fileURLToPath(new URL('./prisma-schema-engine.mjs', import.meta.url))
// Generating is part of every install: it speaks only when it fails.
const output = process.argv[2] === 'generate' ? 'pipe' : 'inherit'
const run = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], {
  stdio: ['inherit', output, output],
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  timeout: 120_000,
  env: {
    PRISMA_SCHEMA_ENGINE_BINARY: engine,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...process.env,
  },
})
if (run.status !== 0) process.stderr.write(`${run.stdout ?? ''}${run.stderr ?? ''}`)
process.exit(run.status ?? 1)
