// Builds the apps when their sources have changed, as `npm start` does: for checks that start the product more than once at a time.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildWhenNeeded } from '../launcher/build'
import { toolEnvironment } from '../launcher/environment'

const logFile = path.join(mkdtempSync(path.join(tmpdir(), 'switchboard-build-')), 'build.log')
await buildWhenNeeded({
  root: path.resolve(import.meta.dirname, '../..'),
  logFile,
  environment: toolEnvironment(process.env),
  signal: new AbortController().signal,
})
