import path from 'node:path'
import { buildWhenNeeded } from './build'
import { prepareDataFolder } from './data-folder'
import { readEnvFile } from './env-file'
import { toolEnvironment } from './environment'
import { Fault } from './fault'
import { readOptions } from './options'
import { claimRun } from './run-file'
import { serve } from './serve'

const root = path.resolve(import.meta.dirname, '../..')

/** From the flags to the last process ended. */
async function launch(signal: AbortSignal): Promise<void> {
  const environment = { ...readEnvFile(path.join(root, '.env')), ...process.env }
  const options = readOptions({
    args: process.argv.slice(2),
    environment,
    root,
    // npm changes to the folder of package.json and leaves the caller's own here.
    workingDir: process.env.INIT_CWD ?? process.cwd(),
  })
  for (const warning of options.warnings) console.log(warning)
  prepareDataFolder(options.dataDir)
  const run = await claimRun(options.dataDir, options.publicUrl)
  try {
    if (!options.dev) {
      const logFile = path.join(options.dataDir, 'logs', 'build.log')
      await buildWhenNeeded({ root, logFile, environment: toolEnvironment(environment), signal })
    }
    await serve({ root, options, run, signal })
  } finally {
    run.release()
  }
}

const stopping = new AbortController()
// A terminal and npm may both deliver the same Ctrl-C: the second changes nothing.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort())

let failure: unknown
// An error that nobody waits for, such as a lost connection, must not leave the processes behind.
process.on('uncaughtException', (error) => {
  failure ??= error
  stopping.abort()
})

try {
  await launch(stopping.signal)
} catch (error) {
  if (!stopping.signal.aborted) failure = error
}
if (failure === undefined) console.log('Stopped.')
else console.error(failure instanceof Fault ? failure.message : failure)
process.exit(failure === undefined ? 0 : 1)
