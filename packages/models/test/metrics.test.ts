import { fakeModel, proposal } from '@switchboard/testing'
import { describe, expect, test } from 'vitest'
import { evaluateModel } from '../scripts/evaluate'
import { itemOf, readExamples } from '../scripts/labelled-items'
import { BadLineError } from '../scripts/read-lines'
import { measure } from '../src/metrics'
import { probabilityOf } from '../src/offline/classifier'
import { trainClassifier } from '../src/offline/train-classifier'

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
