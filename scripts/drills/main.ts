// `npm run drill -- NAME [options]`: what the product does when something is killed under it. Too slow for
// `npm test`, which runs the launcher's with `--short`.
import { pathToFileURL } from 'node:url'
import path from 'node:path'

const files: Record<string, string> = {
  channels: 'channels.ts',
  inbound: 'inbound.ts',
  launcher: 'launcher.mjs',
  sync: 'sync.ts',
}

const file = files[process.argv[2] ?? '']
if (!file) {
  console.error(`Name a drill: npm run drill -- ${Object.keys(files).join('|')}`)
  process.exit(1)
}
// The drill reads the options behind its name.
process.argv.splice(2, 1)
await import(pathToFileURL(path.join(import.meta.dirname, file)).href)
