import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Script } from 'node:vm'

/**
 * A bundle in CommonJS as the function that V8 compiles. Its name stands in the cache and in stacks, and is without a folder, so
 * that what was built may be moved; its lines are the file's.
 */
export const scriptOf = (file, cachedData) =>
  new Script(
    `(function (exports, require, module, __filename, __dirname, importMetaUrl) {\n${readFileSync(file, 'utf8')}\n})`,
    { filename: path.basename(file), lineOffset: -1, cachedData },
  )
