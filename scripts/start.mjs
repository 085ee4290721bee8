// `npm start`: installs what is missing, then hands over to the launcher in the same process, so that a signal meets only one.
import { checkNode, ensureInstalled } from './install.mjs'

checkNode()
await ensureInstalled()
const { register } = await import('tsx/esm/api')
register()
await import('./launcher/main.ts')
