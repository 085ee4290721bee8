import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { measure } from '../src/metrics'
import { crossValidate, fitPlatt, trainClassifier } from '../src/offline/train-classifier'
import { readExamples } from './labelled-items'

/** Trains the offline classifier and writes its figures: `npm run train [-- FILE.jsonl]`. */
const root = path.resolve(import.meta.dirname, '../../..')
const file = process.argv[2] ?? path.join(root, '../shared/data/intent-train.jsonl')
const examples = readExamples(file, readFileSync(file, 'utf8'))

const unseen = crossValidate(examples, 5)
const platt = fitPlatt(unseen)
const probability = (logit: number) => 1 / (1 + Math.exp(-(platt.slope * logit + platt.shift)))
console.log(
  'five-fold cross-validation:',
  measure(unseen.map(({ logit, intent }) => ({ probability: probability(logit), intent }))),
)

const round = (value: number) => Math.round(value * 1_000) / 1_000
const trained = trainClassifier(examples)
const weights = {
  source: 'Figures trained by `npm run train` on the training file of ParakweetLabs/EmailIntentDataSet (Apache-2.0).',
  bias: round(trained.bias),
  slope: round(platt.slope),
  shift: round(platt.shift),
  features: Object.fromEntries(Object.entries(trained.features).sort(([a], [b]) => (a < b ? -1 : 1))),
}
writeFileSync(path.join(import.meta.dirname, '../src/offline/weights.json'), `${JSON.stringify(weights, null, 2)}\n`)
console.log(`${Object.keys(weights.features).length} features written`)
