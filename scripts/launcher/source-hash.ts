import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

const made = new Set(['node_modules', 'dist', 'generated', 'coverage', 'test', 'next-env.d.ts'])
const isMade = (name: string) =>
  made.has(name) || name.startsWith('.') || name.endsWith('.tsbuildinfo') || name.includes('.test.')

/** One figure for the content of files and folders; what is made from them, and tests, do not count. */
export function hashSources(root: string, names: string[]): string {
  const hash = createHash('sha256')
  const add = (file: string) => {
    if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) if (!isMade(name)) add(path.join(file, name))
      return
    }
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  for (const name of names) add(path.join(root, name))
  return hash.digest('hex')
}
