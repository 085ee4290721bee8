import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { modelVariables, readEnvironment } from '@switchboard/config'
import { SwitchboardError } from '@switchboard/core/errors'
import type { TaskModel } from '@switchboard/core/ports/task-model'
import { systemClock } from '@switchboard/core/system-clock'
import { createModel } from '../src/index'
import { seededRandom, shuffled } from '../src/offline/train-classifier'
import { evaluateModel } from './evaluate'
import { eventFiles, heldOutFiles, pageFiles } from './fixtures'
import { evaluateEvents, readEvents } from './labelled-events'
import { type LabelledText, readExamples } from './labelled-items'
import { evaluatePages, readPages } from './labelled-pages'
import { BadLineError } from './read-lines'

/**
 * How well a generator tells items that ask for something from others:
 * `npm run eval -- [FILE.jsonl …] [--generator offline|openai] [--threshold 0.5] [--limit 200]`. Without a file the held-out
 * fixtures are taken, with `--events` those of calendar events, with `--pages` those of pages and rows.
 * The limit is for models that cost money: a sample of so many is drawn, always the same. What the model's server did not answer
 * within several tries is left out of the figures and counted. The last line printed is the figures as JSON.
 */
async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      file: { type: 'string', multiple: true, default: [] },
      generator: { type: 'string' },
      threshold: { type: 'string', default: '0.5' },
      limit: { type: 'string' },
      events: { type: 'boolean', default: false },
      pages: { type: 'boolean', default: false },
    },
  })
  const threshold = Number(values.threshold)
  if (!(threshold > 0 && threshold < 1)) throw new UsageError('--threshold is a number between 0 and 1.')
  const limit = values.limit === undefined ? null : Number(values.limit)
  if (limit !== null && !(Number.isInteger(limit) && limit > 0)) throw new UsageError('--limit is a whole number.')
  if (values.events) return evaluateEventFiles(createModel(environmentFor(values.generator), systemClock))
  if (values.pages) return evaluatePageFiles(createModel(environmentFor(values.generator), systemClock))
  const named = [...positionals, ...values.file]
  const files = named.length > 0 ? named : heldOutFiles
  const missing = files.find((file) => !existsSync(file))
  if (missing) throw new UsageError(`There is no file ${missing}.`)
  const examples = files.flatMap((file) => readExamples(file, readFileSync(file, 'utf8')))

  const model = createModel(environmentFor(values.generator), systemClock)
  const chosen = some(examples, limit)
  const { metrics, invalid, faults, costMicros } = await evaluateModel(model, chosen, threshold)
  console.log(
    `${model.label} (${model.name}), ${chosen.length - faults} of ${examples.length} items, threshold ${threshold}`,
  )
  if (!model.offline)
    console.log(`invalid answers: ${invalid}, not answered: ${faults}, cost: $${(costMicros / 1_000_000).toFixed(4)}`)
  console.log(JSON.stringify(metrics))
}

/** `rightly`: how many of those with something to do are told so, and whether before or after. */
async function evaluateEventFiles(model: TaskModel) {
  for (const [name, file] of Object.entries(eventFiles)) {
    const { metrics } = await evaluateEvents(model, readEvents(file, readFileSync(file, 'utf8')))
    console.log(`${model.label} (${model.name}), events, ${name}: ${JSON.stringify(metrics)}`)
  }
}

async function evaluatePageFiles(model: TaskModel) {
  for (const [name, file] of Object.entries(pageFiles)) {
    const { metrics } = await evaluatePages(model, readPages(file, readFileSync(file, 'utf8')))
    console.log(`${model.label} (${model.name}), pages, ${name}: ${JSON.stringify(metrics)}`)
  }
}

class UsageError extends Error {}

function environmentFor(generator: string | undefined) {
  if (generator === undefined) return readEnvironment(modelVariables)
  if (generator !== 'offline' && generator !== 'openai')
    throw new UsageError('--generator is either offline or openai.')
  return { ...readEnvironment(modelVariables), GENERATOR: generator } as const
}

const some = (examples: LabelledText[], limit: number | null) =>
  limit === null || limit >= examples.length ? examples : shuffled(examples, seededRandom(1)).slice(0, limit)

try {
  await main()
} catch (error) {
  const told = [UsageError, BadLineError, SwitchboardError].some((kind) => error instanceof kind)
  if (!told || !(error instanceof Error)) throw error
  console.error(error.message)
  process.exitCode = 1
}
