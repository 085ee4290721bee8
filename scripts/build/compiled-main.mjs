// Stands beside a bundle as the file that is run. V8 finds the bundle compiled in its cache, so a process begins in half the time and
// for half the processor's. A cache of another Node is refused by V8, which then compiles as ever.
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { evaluate, scriptOf } from './script-of.mjs'

const file = fileURLToPath(import.meta.url).replace(/\.js$/, '.cjs')
const folder = path.dirname(file)
const cacheFile = `${file}.cache`
const script = scriptOf(file, existsSync(cacheFile) ? readFileSync(cacheFile) : undefined)

/** Read when the first stack is looked at, and not before: the flag of Node reads it at each start. */
let map
/** Null when there is none that can be read: a stack is looked at while something else is wrong, and must not throw itself. */
function readMap() {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
  } catch {
    return null
  }
}
function inSources(frame) {
  const text = String(frame)
  if (frame.getFileName() !== path.basename(file)) return text
  if (map === undefined) map = readMap()
  if (map === null) return text
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()]
  const { originalSource, originalLine, originalColumn } = map.findEntry(line - 1, column - 1)
  if (!originalSource) return text
  const place = `${path.resolve(folder, originalSource)}:${originalLine + 1}:${originalColumn + 1}`
  return text.replace(`${path.basename(file)}:${line}:${column}`, () => place)
}
Error.prepareStackTrace = (error, frames) =>
  [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${inSources(frame)}`)].join('\n')

await evaluate(script, file).start()
