import path from 'node:path'
import { readEnvFile } from '../launcher/env-file'
import { Fault } from '../launcher/fault'
import { rotateKeys } from './rotate-keys'

const root = path.resolve(import.meta.dirname, '../..')

try {
  const isDone = await rotateKeys({
    args: process.argv.slice(2),
    environment: { ...readEnvFile(path.join(root, '.env')), ...process.env },
    root,
    print: (line) => console.log(line),
  })
  process.exitCode = isDone ? 0 : 1
} catch (error) {
  console.error(error instanceof Fault ? error.message : error)
  process.exitCode = 1
}
