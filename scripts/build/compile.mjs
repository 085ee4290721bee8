import { writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { scriptOf } from './script-of.mjs'

/** Has V8 compile each function of a bundle in CommonJS and writes its cache beside it. */
export function compile(file) {
  setFlagsFromString('--no-lazy')
  const script = scriptOf(file)
  // A cache is refused under other flags than its own.
  setFlagsFromString('--lazy')
  writeFileSync(`${file}.cache`, script.createCachedData())
}
