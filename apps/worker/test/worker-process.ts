import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'

const folder = path.resolve(import.meta.dirname, '..')

/** Builds the worker as it is shipped; its exit code and signal. Each file of tests has a bundle of its own: they build at the same time. */
export const buildWorker = (bundle: string) =>
  once(
    spawn(process.execPath, [path.join(folder, '../../scripts/build-app.mjs'), '--compiled', bundle], { cwd: folder }),
    'exit',
  )

/** For `spawn`: where the bundle lies, and what the launcher tells a worker. */
export const workerOptions = (databaseUrl: string) => ({
  cwd: folder,
  env: {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: 'http://localhost:3000',
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    SESSION_SECRET: randomBytes(32).toString('base64'),
  },
})
