// Plain Node without dependencies: it runs before anything is installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '..')
const stampFile = path.join(root, 'node_modules', '.switchboard-lock')
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')

/** Ends the process with a sentence when Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(
    `Switchboard needs Node 20.19 or newer; this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  )
}

/** Remembers which lock file node_modules was made from. */
export function stampInstall() {
  writeFileSync(stampFile, lockHash())
}

/** Runs `npm ci` when node_modules is missing or was made from another lock file. */
export async function ensureInstalled() {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash()) return
  console.log('Installing what is missing…')
  // The tools that build are development dependencies: also an operator needs them.
  const npm = spawn('npm', ['ci', '--include=dev', '--no-progress', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let interrupted = false
  const forward = (signal) => {
    interrupted = true
    npm.kill(signal)
  }
  process.on('SIGINT', forward).on('SIGTERM', forward)
  const status = await new Promise((resolve) =>
    npm.once('exit', (code) => resolve(code)).once('error', () => resolve(null)),
  )
  process.off('SIGINT', forward).off('SIGTERM', forward)
  if (interrupted) process.exit(130)
  if (status !== 0) fail('The packages could not be installed. Run `npm ci` to see why.')
  stampInstall()
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
