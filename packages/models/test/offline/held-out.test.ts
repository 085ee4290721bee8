import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { proposalSchema } from '@switchboard/core/suggestions/proposal'
import { evaluateDates, measureDates, readDated } from '../../scripts/dated-items'
import { evaluateModel } from '../../scripts/evaluate'
import { heldOutFiles, trainingFiles } from '../../scripts/fixtures'
import { itemOf, readExamples } from '../../scripts/labelled-items'
import { readLines } from '../../scripts/read-lines'
import { offlineModel } from '../../src/offline/offline-model'

const content = (file: string) => readFileSync(file, 'utf8')
const heldOut = heldOutFiles.flatMap((file) => readExamples(file, content(file)))
const training = trainingFiles.flatMap((file) => readExamples(file, content(file)))

describe('labelled mails and messages', () => {
  test('at least 200 mails and 100 messages, a third or so asks, none of them twice', () => {
    const count = (name: string) =>
      [...heldOutFiles, ...trainingFiles]
        .filter((file) => file.includes(name))
        .reduce((sum, file) => sum + readExamples(file, content(file)).length, 0)
    expect(count('mails-')).toBeGreaterThanOrEqual(200)
    expect(count('messages-')).toBeGreaterThanOrEqual(100)
    const all = [...heldOut, ...training]
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length)
    const asks = all.filter(({ intent }) => intent).length / all.length
    expect(asks).toBeGreaterThan(0.3)
    expect(asks).toBeLessThan(0.45)
  })

  test('held-out ones: floors a little under what is reached', async () => {
    const { metrics } = await evaluateModel(offlineModel(), heldOut)
    expect(metrics.accuracy).toBeGreaterThanOrEqual(0.84)
    expect(metrics.f1).toBeGreaterThanOrEqual(0.78)
    expect(metrics.precisionAt85).toBeGreaterThanOrEqual(0.9)
    expect(metrics.ece).toBeLessThanOrEqual(0.1)
  })

  test('held-out due dates: floors a little under what is reached', async () => {
    const figures = measureDates(await evaluateDates(heldOutFiles.flatMap((file) => readDated(file, content(file)))))
    expect(figures.dayAccuracy).toBeGreaterThanOrEqual(0.75)
    expect(figures.dayPrecision).toBeGreaterThanOrEqual(0.72)
  })

  test('held-out priorities: two thirds as labelled', async () => {
    const labelled = z.object({ text: z.string(), reference: z.string().optional(), zone: z.string().default('UTC') })
    const schema = labelled.extend({ priority: z.string().optional() })
    const asks = heldOutFiles.flatMap((file) => readLines(file, content(file), schema)).filter((line) => line.priority)
    const answers = await Promise.all(
      asks.map(async ({ text, reference, zone, priority }) => {
        const request = {
          item: itemOf(text, reference),
          timeZone: zone,
          person: { name: null, addresses: [] },
          repair: null,
        }
        const { answer } = await offlineModel().propose(request, AbortSignal.timeout(10_000))
        return proposalSchema.parse(answer).priority === priority
      }),
    )
    expect(answers.filter(Boolean).length / answers.length).toBeGreaterThanOrEqual(0.6)
  })
})

test('the weights are small enough to be read at every start', () => {
  const weights = new URL('../../src/offline/weights.json', import.meta.url)
  expect(existsSync(weights)).toBe(true)
  expect(content(weights.pathname).length).toBeLessThan(400_000)
})
