import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'

// V8 interprets a regular expression once and compiles it at its second use: both take long for the large ones of dates, and the
// second would come when a job is waited for. Compiled at once they need a third less in all. It belongs to what a cache was made for.
setFlagsFromString('--no-regexp-tier-up')

// Prisma's query compiler is the one WebAssembly here. Optimising it takes a quarter of what a start costs and 30 MB, and has not been
// earned back after 2,000 mails.
setFlagsFromString('--liftoff-only')

// V8 refuses a cache that was made under other flags than the process's, and counts those of the heap's limits among them, although
// no code depends on them. The heap has been laid out by now: taking them back changes nothing but what the cache is compared with.
for (const limit of ['max-old-space-size', 'max-semi-space-size', 'min-semi-space-size', 'max-heap-size'])
  setFlagsFromString(`--${limit}=0`)

/**
 * A bundle in CommonJS as the function that V8 compiles. Its name stands in the cache and in stacks, and is without a folder, so
 * that what was built may be moved; its lines are the file's.
 */
export const scriptOf = (file, cachedData) =>
  new Script(
    `(function (exports, require, module, __filename, __dirname, importMetaUrl) {\n${readFileSync(file, 'utf8')}\n})`,
    { filename: path.basename(file), lineOffset: -1, cachedData },
  )

/** Loads the bundle; what it exports. Its `import.meta.url` is that of the file that starts it. */
export function evaluate(script, file) {
  const module = { exports: {} }
  const mainUrl = pathToFileURL(file.replace(/\.cjs$/, '.js')).href
  script.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file), mainUrl)
  return module.exports
}
