// `npm run keys:rotate [-- --new-key]`: encrypts every stored secret with the first key, while the product runs.
import { checkNode, ensureInstalled } from './install.mjs'

checkNode()
await ensureInstalled()
const { register } = await import('tsx/esm/api')
register()
await import('./keys-rotate/main.ts')
