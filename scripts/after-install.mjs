// npm runs this at the end of every install: the database client is generated code.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { stampInstall } from './install.mjs'

const generated = spawnSync(process.execPath, [path.join(import.meta.dirname, 'prisma.mjs'), 'generate'], {
  stdio: 'inherit',
})
if (generated.status !== 0) process.exit(1)
stampInstall()
