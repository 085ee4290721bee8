// `npm run conversations:check [-- --repair] [--all]`: what does not go together in conversations, while the product runs.
import { checkNode, ensureInstalled } from './install.mjs'

checkNode()
await ensureInstalled()
const { register } = await import('tsx/esm/api')
register()
await import('./conversations-check/main.ts')
