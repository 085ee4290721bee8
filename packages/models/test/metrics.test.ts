import { SwitchboardError } from '@switchboard/core/errors'
import { fakeModel, proposal } from '@switchboard/testing'
import { describe, expect, test } from 'vitest'
import { compareDates, evaluateDates, measureDates, readDated } from '../scripts/dated-items'
import { evaluateModel } from '../scripts/evaluate'
import { itemOf, readExamples } from '../scripts/labelled-items'
import { BadLineError } from '../scripts/read-lines'
import { measure, resampled } from '../src/metrics'
import { probabilityOf } from '../src/offline/classifier'
import { seededRandom, trainClassifier } from '../src/offline/train-classifier'

describe('the figures of a classifier', () => {
  test('accuracy, precision, recall and F1', () => {
    const scored = [
      ...Array.from({ length: 6 }, () => ({ probability: 0.9, intent: true })),
      ...Array.from({ length: 2 }, () => ({ probability: 0.9, intent: false })),
      ...Array.from({ length: 3 }, () => ({ probability: 0.1, intent: true })),
      ...Array.from({ length: 9 }, () => ({ probability: 0.1, intent: false })),
    ]
    expect(measure(scored)).toMatchObject({
      n: 20,
      accuracy: 0.75,
      precision: 0.75,
      recall: 0.6667,
      f1: 0.7059,
      precisionAt85: 0.75,
    })
  })

  test('honest probabilities have no calibration error, boasting ones have it', () => {
    const scored = (probability: number) => Array.from({ length: 100 }, (_, i) => ({ probability, intent: i % 10 < 7 }))
    expect(measure(scored(0.7)).ece).toBe(0)
    expect(measure(scored(0.9)).ece).toBe(0.2)
  })

  test('calibration is measured over ten bins of equal count, by hand', () => {
    // Twenty, two a bin: the first bin promises 0.2 and keeps 1, the last promises 1.8 and keeps 2, the others promise 1 and keep 1.
    const bin = (probability: number, intents: [boolean, boolean]) => intents.map((intent) => ({ probability, intent }))
    const scored = [
      ...bin(0.9, [true, true]),
      ...bin(0.1, [true, false]),
      ...Array.from({ length: 8 }, () => bin(0.5, [true, false])).flat(),
    ]
    // (|0.2 − 1| + |1.8 − 2|) / 20
    expect(measure(scored).ece).toBe(0.05)
  })

  test('the threshold decides what counts as found, and leaves the surest as they are', () => {
    const scored = [
      { probability: 0.9, intent: true },
      { probability: 0.6, intent: false },
      { probability: 0.4, intent: true },
      { probability: 0.2, intent: false },
    ]
    expect(measure(scored, 0.3)).toMatchObject({ accuracy: 0.75, precision: 0.6667, recall: 1, precisionAt85: 1 })
    expect(measure(scored, 0.7)).toMatchObject({ accuracy: 0.75, precision: 1, recall: 0.5, precisionAt85: 1 })
  })

  test('resampling leaves out asks until their share is as wanted, and nothing else', () => {
    const items = Array.from({ length: 2_000 }, (_, i) => ({ intent: i % 2 === 0 }))
    const fewer = resampled(items, 0.2, seededRandom(1))
    const asks = fewer.filter(({ intent }) => intent).length
    expect(fewer.length - asks).toBe(1_000)
    expect(asks / fewer.length).toBeGreaterThan(0.18)
    expect(asks / fewer.length).toBeLessThan(0.22)
    expect(resampled(items, 0.9, seededRandom(1))).toHaveLength(2_000)
  })

  test('nothing to measure is no division by zero', () => {
    expect(measure([])).toMatchObject({
      n: 0,
      accuracy: 0,
      precision: 0,
      recall: 0,
      f1: 0,
      ece: 0,
      precisionAt85: null,
    })
  })
})

describe('evaluating a model', () => {
  const examples = readExamples(
    'x.jsonl',
    '{"text":"Please call me.","intent":true}\n{"text":"It rained.","intent":false}\n',
  )

  test('counts its answers, its cost, and what is no answer at all as wrong', async () => {
    const usage = { inputTokens: 10, outputTokens: 5, costMicros: 7 }
    const asks = (text: string) => proposal({ confidence: text.startsWith('Please') ? 0.9 : 0.1 })
    const right = await evaluateModel(
      fakeModel(({ item }) => asks(item.text), { usage }),
      examples,
    )
    expect(right).toMatchObject({ metrics: { n: 2, accuracy: 1 }, invalid: 0, costMicros: 14 })
    const rubbish = await evaluateModel(
      fakeModel(() => 'no JSON'),
      examples,
    )
    expect(rubbish).toMatchObject({ metrics: { accuracy: 0 }, invalid: 2 })
  })

  test('asks again after passing faults, and counts what is never answered apart; another fault ends it', async () => {
    const away = (retryAfterMs?: number) =>
      new SwitchboardError('rate_limited', 'Slow down.', {
        retryable: true,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      })
    const faults = [away(7_000), away(9e9)]
    const waits: number[] = []
    const wait = async (ms: number) => void waits.push(ms)
    const model = fakeModel(({ item }) => {
      const fault = item.text.startsWith('Please') ? faults.shift() : away()
      if (fault) throw fault
      return proposal()
    })
    expect(await evaluateModel(model, examples, 0.5, wait)).toMatchObject({ metrics: { n: 1 }, invalid: 0, faults: 1 })
    expect(waits).toEqual([7_000, 60_000, 5_000, 10_000, 15_000])
    const locked = fakeModel(() => {
      throw new SwitchboardError('unauthorized', 'The key is wrong.')
    })
    await expect(evaluateModel(locked, examples, 0.5, wait)).rejects.toMatchObject({ code: 'unauthorized' })
  })

  test.each([
    ['{"text":"x"}', 'intent'],
    ['{"text":"x","intent":"yes"}', 'intent'],
    ['{"text":7,"intent":true}', 'text'],
    ['["x"]', 'object'],
    ['text,intent', 'not a JSON object'],
  ])('a line that is no labelled text is refused with its number: %s', (line, problem) => {
    const read = () => readExamples('mails.jsonl', `{"text":"Fine.","intent":false}\n\n${line}\n`)
    expect(read).toThrow(BadLineError)
    expect(read).toThrow(/^mails\.jsonl, line 3: /)
    expect(read).toThrow(problem)
  })

  test('a whole mail is read as the generator gets it: headers apart, quotes left out', () => {
    const item = itemOf(
      'From: "Ida S." <ida@harbour.example>\r\nSubject: Re: Room\r\nList-Id: <rooms>\r\n\r\nYes, that works.\r\n\r\nOn Mon, 2 Mar 2026, Ada <ada@northwind.example> wrote:\r\n> Could you book a room?\r\n',
    )
    expect(item).toMatchObject({
      title: 'Re: Room',
      sender: { name: 'Ida S.', address: 'ida@harbour.example' },
      text: 'Yes, that works.',
      quotedText: expect.stringContaining('Could you book a room?'),
      bulk: true,
    })
    expect(itemOf('Note: the door is open.\nBye')).toMatchObject({ text: 'Note: the door is open.\nBye', bulk: false })
  })
})

describe('the figures of due dates', () => {
  const result = (expected: string | null, found: string | null, zone = 'Europe/Berlin') => ({
    text: '',
    expected,
    found,
    ...compareDates(expected, found, zone),
  })

  test.each([
    ['2026-11-20', '2026-11-20', { sameDay: true, exact: true }],
    ['2026-11-20', '2026-11-21', { sameDay: false, exact: false }],
    [null, null, { sameDay: true, exact: true }],
    [null, '2026-11-20', { sameDay: false, exact: false }],
    ['2026-11-20', null, { sameDay: false, exact: false }],
    ['2026-11-20T11:00:00Z', '2026-11-20T12:00:00+01:00', { sameDay: true, exact: true }],
    ['2026-11-20T11:00:00Z', '2026-11-20T11:30:00Z', { sameDay: true, exact: false }],
    ['2026-11-20T11:00:00Z', '2026-11-20', { sameDay: true, exact: false }],
    // Half past midnight in Berlin.
    ['2026-11-20', '2026-11-19T23:30:00Z', { sameDay: true, exact: false }],
  ])('expected %s, found %s', (expected, found, verdict) => {
    expect(compareDates(expected, found, 'Europe/Berlin')).toEqual(verdict)
  })

  test('shares of all, of what was found, and of what is there', () => {
    const results = [
      result('2026-11-20', '2026-11-20'),
      result('2026-11-20T11:00:00Z', '2026-11-20'),
      result('2026-11-20', null),
      result(null, '2026-11-20'),
      result(null, null),
    ]
    expect(measureDates(results)).toEqual({
      n: 5,
      exact: 0.4,
      dayAccuracy: 0.6,
      dayPrecision: 0.6667,
      dayRecall: 0.6667,
    })
  })

  test('lines name the zone or mean UTC; a bad one is told with its number', async () => {
    const line =
      '{"text":"Please answer by 6 pm.","reference":"2026-11-18T09:00:00Z","expected":"2026-11-18T18:00:00Z"}'
    const [item] = readDated('dates.jsonl', line)
    expect(item).toMatchObject({ zone: 'UTC' })
    expect(measureDates(await evaluateDates(item ? [item] : []))).toMatchObject({ n: 1, exact: 1 })
    const inZone = line.replace('"expected"', '"zone":"Moon/Crater","expected"')
    expect(() => readDated('dates.jsonl', `${line}\n${inZone}`)).toThrow(/^dates\.jsonl, line 2: /)
    expect(() => readDated('dates.jsonl', line.replace('T18:00:00Z"', ' evening"'))).toThrow(BadLineError)
  })
})

describe('training', () => {
  const examples = Array.from({ length: 40 }, (_, i) => [
    { text: `Please send the report number ${i}.`, intent: true },
    { text: `The weather was fine on day ${i}.`, intent: false },
  ]).flat()

  test('learns what tells the sentences apart, the same each time', () => {
    const weights = trainClassifier(examples)
    expect(trainClassifier(examples)).toEqual(weights)
    expect(probabilityOf(weights, 'Please send the contract.')).toBeGreaterThan(0.9)
    expect(probabilityOf(weights, 'The weather was bad.')).toBeLessThan(0.1)
  })
})
