import path from 'node:path'
import { systemClock } from '@switchboard/core/system-clock'
import { openDatabase } from '@switchboard/db'
import { readKeySettings } from '../keys-rotate/settings'
import { readEnvFile } from '../launcher/env-file'
import { Fault } from '../launcher/fault'
import { reportOnConversations } from './report'

const root = path.resolve(import.meta.dirname, '../..')

try {
  const environment = { ...readEnvFile(path.join(root, '.env')), ...process.env }
  const db = openDatabase(readKeySettings(environment, root).databaseUrl, { poolSize: 2 })
  try {
    const ctx = { db, clock: systemClock }
    const isSound = await reportOnConversations(ctx, process.argv.slice(2), (line) => console.log(line))
    process.exitCode = isSound ? 0 : 1
  } finally {
    await db.$disconnect()
  }
} catch (error) {
  console.error(error instanceof Fault ? error.message : error)
  process.exitCode = 1
}
