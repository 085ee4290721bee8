import { writeFileSync } from 'node:fs'
import { scriptOf } from './script-of.mjs'

/** Has V8 compile what a bundle in CommonJS begins with and writes its cache beside it. Functions are compiled when they are first called. */
export function compile(file) {
  writeFileSync(`${file}.cache`, scriptOf(file).createCachedData())
}
