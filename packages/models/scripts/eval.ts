import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { modelVariables, readEnvironment } from '@switchboard/config'
import { systemClock } from '@switchboard/core/system-clock'
import { createModel } from '../src/index'
import { seededRandom, shuffled } from '../src/offline/train-classifier'
import { evaluateModel, evaluateUnseen } from './evaluate'
import { readSentences } from './labelled-sentences'

/**
 * Prints how well the configured generator tells asks from other sentences: `npm run eval [-- --file FILE.jsonl] [--limit 200]`.
 * The limit is for models that cost money.
 */
const root = path.resolve(import.meta.dirname, '../../..')
const { values } = parseArgs({
  options: {
    file: { type: 'string', default: path.join(root, '../shared/data/intent-train.jsonl') },
    limit: { type: 'string', default: '200' },
  },
})
const model = createModel(readEnvironment(modelVariables), systemClock)
const examples = readSentences(readFileSync(values.file, 'utf8'))
if (model.offline) {
  console.log(`${model.name}, five-fold cross-validation:`, evaluateUnseen(examples, 5))
} else {
  const some = shuffled(examples, seededRandom(1)).slice(0, Number(values.limit))
  const { metrics, invalid, costMicros } = await evaluateModel(model, some)
  console.log(`${model.name}:`, metrics)
  console.log(`invalid answers: ${invalid}, cost: $${(costMicros / 1_000_000).toFixed(4)}`)
}
