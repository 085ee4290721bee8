// Runs the Prisma CLI with the schema engine that npm ships as WASM: the native engine is downloaded from a host
// that a closed network does not reach, and every command would fail on it, even those that need no engine.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')
const engine = fileURLToPath(new URL('./prisma-schema-engine.mjs', import.meta.url))
const run = spawnSync(process.execPath, [cli, ...process.argv.slice(2)], {
  stdio: ['inherit', process.argv[2] === 'generate' ? 'ignore' : 'inherit', 'inherit'],
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  timeout: 120_000,
  env: {
    PRISMA_SCHEMA_ENGINE_BINARY: engine,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...process.env,
  },
})
process.exit(run.status ?? 1)
