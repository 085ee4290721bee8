// Plain Node without dependencies: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const inRoot = (...parts) => path.join(root, ...parts)
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')

/** Which file something was made from, kept beside what was installed. */
const packages = { source: inRoot('package-lock.json'), stamp: inRoot('node_modules', '.switchboard-lock') }
const client = { source: inRoot('prisma', 'schema.prisma'), stamp: inRoot('node_modules', '.switchboard-schema') }
const generatedClient = inRoot('packages', 'db', 'src', 'generated', 'client.ts')

const isFresh = ({ source, stamp }) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(source)
const markFresh = ({ source, stamp }) => writeFileSync(stamp, hashOf(source))

/** Ends the process with a sentence when Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(
    `Switchboard needs Node 20.19 or newer; this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  )
}

/** Installs the packages when they are missing or of another lock file, and generates the database client likewise. */
export async function ensureInstalled() {
  if (!isFresh(packages)) await installPackages()
  if (!isFresh(client) || !existsSync(generatedClient)) generateClient()
}

/** What an install of any kind ends with: npm runs it as the last step. */
export function finishInstall() {
  generateClient()
  markFresh(packages)
}

async function installPackages() {
  console.log('Installing what is missing…')
  // The tools that build are development dependencies: also an operator needs them.
  const args = ['ci', '--include=dev', '--no-progress', '--loglevel=error']
  const npm = spawn('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  let interrupted = false
  const forward = (signal) => {
    interrupted = true
    npm.kill(signal)
  }
  process.on('SIGINT', forward).on('SIGTERM', forward)
  const status = await new Promise((resolve) => npm.once('exit', resolve).once('error', () => resolve(null)))
  process.off('SIGINT', forward).off('SIGTERM', forward)
  if (interrupted) process.exit(130)
  if (status !== 0) fail('The packages could not be installed. Run `npm ci` to see why.')
  markFresh(packages)
}

function generateClient() {
  const { status } = spawnSync(process.execPath, [inRoot('scripts', 'prisma.mjs'), 'generate'], { stdio: 'inherit' })
  if (status !== 0) fail('The database client could not be generated from prisma/schema.prisma.')
  markFresh(client)
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
