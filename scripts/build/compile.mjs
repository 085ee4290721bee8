import { writeFileSync } from 'node:fs'
import { evaluate, scriptOf } from './script-of.mjs'

/**
 * Has V8 compile what a bundle in CommonJS runs while it is loaded and writes its cache beside it. Other functions are compiled when they
 * are first called: most never are, and would have to be read and held all the same.
 */
export function compile(file) {
  const script = scriptOf(file)
  evaluate(script, file)
  writeFileSync(`${file}.cache`, script.createCachedData())
}
