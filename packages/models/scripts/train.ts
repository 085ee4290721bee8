import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { resampled, measure } from '../src/metrics'
import { seededRandom } from '../src/offline/train-classifier'
import { trainOffline } from '../src/offline/train-items'
import { unseenFigures } from './evaluate'
import { trainingFiles } from './fixtures'
import { labelledItems, readExamples } from './labelled-items'

/**
 * Trains both layers of the offline generator and writes their weights: `npm run train [-- SENTENCES.jsonl]`. It learns from labelled
 * sentences and from the training half of the fixtures, never from the half that is held out. The same files give the same weights.
 */
const root = path.resolve(import.meta.dirname, '../../..')
const sentences = process.argv[2] ?? path.join(root, '../shared/data/intent-train.jsonl')
const folds = 5
/** In mailboxes and channels fewer items ask for something than in the labelled sentences. */
const sharesShown = [0.2, 0.3, 0.35]

if (!existsSync(sentences)) {
  console.error(`There is no file ${sentences}. Name one: npm run train -- SENTENCES.jsonl`)
  process.exit(1)
}
const read = (file: string) => readExamples(file, readFileSync(file, 'utf8'))
const items = labelledItems(read(sentences), trainingFiles.flatMap(read))
const { weights, unseen } = trainOffline(items, folds)

const scored = unseenFigures(unseen, folds)
const ofSentences = scored.filter(({ index }) => items[index]?.source === 'sentence')
const ofFixtures = scored.filter(({ index }) => items[index]?.source === 'fixture')
console.log(`${folds}-fold cross-validation, both layers trained without the part that is measured:`)
console.log('fixtures', JSON.stringify(measure(ofFixtures)))
console.log('sentences', JSON.stringify(measure(ofSentences)))
for (const share of sharesShown) {
  const figures = measure(resampled(ofSentences, share, seededRandom(1)))
  console.log(`sentences, ${share * 100} % of them asks`, JSON.stringify(figures))
}

const round = (value: number) => Math.round(value * 1_000) / 1_000
const { bias, slope, shift, features } = weights.sentence
const stored = {
  source:
    'Figures trained by `npm run train` on the training file of ParakweetLabs/EmailIntentDataSet (Apache-2.0) and on the training half of fixtures/.',
  item: weights.item,
  sentence: {
    bias: round(bias),
    slope: round(slope),
    shift: round(shift),
    features: Object.fromEntries(Object.entries(features).sort(([a], [b]) => (a < b ? -1 : 1))),
  },
}
const file = path.join(import.meta.dirname, '../src/offline/weights.json')
writeFileSync(file, `${JSON.stringify(stored, null, 2)}\n`)
console.log(`${Object.keys(features).length} features written`)
