import { readFileSync } from 'node:fs'
import { sameAskFiles } from './fixtures'
import { measurePairs, readPairs } from './labelled-pairs'
import { BadLineError } from './read-lines'

/**
 * How well the same ask in two places is told from two asks: `npm run eval:same -- [FILE.jsonl …] [--wrong]`. Without a file the
 * held-out pairs are taken. `--wrong` lists the pairs of a named file that are judged wrongly. The last line printed is the figures as
 * JSON.
 */
function main() {
  const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
  for (const file of named.length > 0 ? named : [sameAskFiles.heldOut]) {
    const { wrong, figures } = measurePairs(readPairs(file, readFileSync(file, 'utf8')))
    if (process.argv.includes('--wrong'))
      for (const { kind, same, a, b } of wrong)
        console.log(
          `${same ? 'not joined' : 'joined'} (${kind}): ${JSON.stringify(a.text)} | ${JSON.stringify(b.text)}`,
        )
    console.log(JSON.stringify(figures))
  }
}

try {
  main()
} catch (error) {
  if (!(error instanceof BadLineError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
