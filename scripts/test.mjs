// `npm test`: installs what is missing, then runs every check and test.
import { checkNode, ensureInstalled } from './install.mjs'

checkNode()
await ensureInstalled()
const { register } = await import('tsx/esm/api')
register()
await import('./checks/main.ts')
