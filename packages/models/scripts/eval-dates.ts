import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { evaluateDates, measureDates, readDated } from './dated-items'
import { heldOutFiles } from './fixtures'
import { BadLineError } from './read-lines'

/**
 * How well due dates are read: `npm run eval:dates -- [FILE.jsonl …]`, lines of
 * `{ "text": …, "reference": instant, "expected": instant | day | null, "zone": "UTC" }`. Without a file the asks among the held-out
 * fixtures are taken. The last line printed is the figures as JSON.
 */
async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { wrong: { type: 'boolean', default: false } },
  })
  const files = positionals.length > 0 ? positionals : heldOutFiles
  const missing = files.find((file) => !existsSync(file))
  if (missing) {
    console.error(`There is no file ${missing}.`)
    process.exitCode = 1
    return
  }
  const results = await evaluateDates(files.flatMap((file) => readDated(file, readFileSync(file, 'utf8'))))
  for (const { text, expected, found } of values.wrong ? results.filter(({ exact }) => !exact) : [])
    console.log(`expected ${expected ?? 'none'}, found ${found ?? 'none'}: ${JSON.stringify(text.slice(0, 160))}`)
  console.log(`Offline generator, ${results.length} items`)
  console.log(JSON.stringify(measureDates(results)))
}

try {
  await main()
} catch (error) {
  if (!(error instanceof BadLineError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
