import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerFiles, measureAnswers, readLabelledAnswers } from '../../scripts/labelled-answers'
import type { Question } from '../../src/feedback/answers/question'
import { understandAnswer } from '../../src/feedback/answers/understand-answer'
import { readReply } from '../../src/feedback/replies/read-reply'

const approval: Question = { kind: 'approval' }
const text: Question = { kind: 'text' }
const choiceOf = (...labels: string[]): Question => ({
  kind: 'choice',
  options: labels.map((label) => ({ value: label.toUpperCase(), label })),
})

describe('labelled answers', () => {
  const seen = [answerFiles.seen, answerFiles.choices].flatMap(readLabelledAnswers)

  test.each(seen)('$reply', ({ question, reply, expected }) => {
    const understood = understandAnswer(question, reply)
    expect(understood.kind === 'answer' ? understood.value : null).toBe(expected)
  })

  test('of those that no rule was made on, what is claimed is right, and most are', () => {
    const heldOut = readLabelledAnswers(answerFiles.heldOut)
    expect(seen.length + heldOut.length).toBeGreaterThanOrEqual(150)
    const { figures } = measureAnswers(heldOut)
    expect(figures.precision).toBe(1)
    expect(figures.recall).toBeGreaterThanOrEqual(0.85)
  })
})

describe('yes or no', () => {
  test.each([
    ['no, because it is too expensive', 'reject', 'because it is too expensive'],
    ['No. The price is wrong.\nAsk Bo.', 'reject', 'The price is wrong.\nAsk Bo.'],
    ['no because we have no budget', 'reject', 'no because we have no budget'],
    ['Yes please', 'approve', null],
    ['Yes, please. Thanks!', 'approve', null],
    ['Hi Planner,\nyes, and tell Bo.', 'approve', 'and tell Bo.'],
    ['The numbers look right. Approved.', 'approve', 'The numbers look right. Approved.'],
  ])('%j: %s, with the note %j', (reply, value, note) => {
    expect(understandAnswer(approval, reply)).toEqual({ kind: 'answer', value, note })
  })

  test.each([
    ['', 'empty'],
    ['  \n', 'empty'],
    ['Automatic reply: I am away', 'automatic'],
    ['yes and no, well: no', 'hesitant'],
    ['Yes. On the other hand: no.', 'several'],
    ['ok but not before Monday', 'hesitant'],
    ['yes?', 'question'],
    ['Oslo', 'unknown'],
    [`Yes. ${'I say more. '.repeat(500)}`, 'unknown'],
  ])('%j is asked back: %s', (reply, why) => {
    expect(understandAnswer(approval, reply)).toEqual({ kind: 'unclear', why })
  })

  test('whatever is said beside a yes: with a no, a condition or a question it is never an approval', () => {
    const yes = fc.constantFrom('yes', 'Yes please', 'approved', 'ok', '👍', 'ja', 'oui', 'sí', 'go ahead')
    const doubt = fc.constantFrom(
      'no',
      'not this one',
      "don't",
      'but ask Bo',
      'if it rains',
      '?',
      'nein',
      'non',
      '👎',
      'maybe',
    )
    const between = fc.constantFrom(', ', '. ', '\n', '; ', ' - ')
    fc.assert(
      fc.property(yes, doubt, between, fc.boolean(), (a, b, joint, turned) => {
        const { kind } = understandAnswer(approval, turned ? b + joint + a : a + joint + b)
        expect(kind).toBe('unclear')
      }),
    )
  })

  test('a yes that is only quoted counts for nothing', () => {
    const mail = { html: null, headers: [] }
    const quoted = readReply({
      ...mail,
      text: 'On Fri, 6 Feb 2026 at 16:15, Bo <bo@ek.example> wrote:\n> Yes, approve.',
    })
    expect(understandAnswer(approval, quoted.reply)).toEqual({ kind: 'unclear', why: 'empty' })
    const above = readReply({ ...mail, text: 'No.\n\n> Approve? Answer yes or no.' })
    expect(understandAnswer(approval, above.reply)).toMatchObject({ value: 'reject' })
  })

  test.each([
    ['“Yes”, that is what Ben said.', null],
    ['"Yes", said Ben', null],
    ["'Yes', Ben schrieb das.", null],
    ['«Oui», dit Ben.', null],
    ['„Ja“, hat Ben gesagt.', null],
    [',,Ja``, hat Ben gesagt.', null],
    ['”Ja”, sa Ben.', null],
    ['「yes」, Ben', null],
    ['Ben wrote “He said, «yes», to me”.', null],
    ['"Yes, that is what Ben said', null],
    ['> Yes\nThat is what Ben said.', null],
    ['Yes. Ben wrote "no way".', null],
    ['Yes, and call it "Spring fair".', 'approve'],
    ['Please book the "Harbour" room', 'approve'],
    ["Yes, I don't mind the boys' room, it's fine", null],
    ["No, that's Ben's.", 'reject'],
    ["Yes, that's Ben's.", 'approve'],
  ])('words of a quote decide nothing: %s', (reply, value) => {
    const understood = understandAnswer(approval, reply)
    expect(understood.kind === 'answer' ? understood.value : null).toBe(value)
  })

  test('between marks of any kind no word is an answer, whatever stands beside it', () => {
    const marks = fc.constantFrom('""', '“”', '„“', '«»', '»«', '‹›', '‘’', '‚‘', "''", '``', '「」', '『』')
    const verdict = fc.constantFrom('yes', 'Approved.', 'no', 'ja, bitte', 'go ahead', '👍', '-1')
    const beside = fc.constantFrom('', 'Ben said: ', 'That is what I heard, ', 'he wrote\n')
    fc.assert(
      fc.property(marks, verdict, beside, fc.boolean(), ([open, close], words, other, turned) => {
        const quoted = `${open}${words}${close}`
        const reply = turned ? `${quoted}, ${other}` : `${other}${quoted}`
        expect(understandAnswer(approval, reply).kind).toBe('unclear')
      }),
    )
  })

  test('any text is read, in time proportional to its length', () => {
    fc.assert(fc.property(fc.string(), (reply) => void understandAnswer(approval, reply)))
    for (const part of [
      'yes ',
      'no, ',
      'not a very ',
      "don't ",
      'ja bitte danke ',
      '👍',
      '(',
      '- ',
      'yes please thanks ',
      "' ",
      " 'a",
      '"',
      ',,a',
    ])
      for (const question of [approval, choiceOf('Blue', 'Red')]) {
        const before = process.cpuUsage()
        understandAnswer(question, part.repeat(Math.floor(4_000 / part.length)))
        expect(process.cpuUsage(before).user).toBeLessThan(500_000)
      }
  })
})

describe('a choice', () => {
  test.each([
    ['Blue room', ['Blue', 'Blue room'], 'BLUE ROOM'],
    ['Blue', ['Blue', 'Blue room'], 'BLUE'],
    ['blue r', ['Blue', 'Blue room'], null],
    ['bl', ['Blue', 'Black'], null],
    ['bla', ['Blue', 'Black'], 'BLACK'],
    ['2', ['2 weeks', '3 weeks'], null],
    ['3 weeks', ['2 weeks', '3 weeks'], '3 WEEKS'],
    ['Yes', ['Yes', 'No'], 'YES'],
    ['no', ['Yes', 'No'], 'NO'],
    ['the last one', ['Yes', 'No'], null],
    ['grün', ['Grün', 'Rot'], 'GRÜN'],
    ['5', ['Yes', 'No'], null],
  ])('%j of %j: %s', (reply, labels, expected) => {
    const understood = understandAnswer(choiceOf(...labels), reply)
    expect(understood.kind === 'answer' ? understood.value : null).toBe(expected)
  })

  test.each([
    ['"Blue"', 'BLUE'],
    ['I take the “Blue” one, please.', 'BLUE'],
    ['“Blue”, that is what Ben said.', null],
    ['Ben said: "Blue"', null],
    ['Red. Ben wanted "Blue".', null],
    ['Red, Ben calls it "warm".', 'RED'],
  ])('between marks an option is named by who says nothing else: %s', (reply, expected) => {
    const understood = understandAnswer(choiceOf('Blue', 'Red'), reply)
    expect(understood.kind === 'answer' ? understood.value : null).toBe(expected)
  })

  test('what is said beside it is a note', () => {
    expect(understandAnswer(choiceOf('Blue', 'Red'), 'Red, it is warmer.')).toEqual({
      kind: 'answer',
      value: 'RED',
      note: 'it is warmer.',
    })
  })

  test('every label and number names its own option', () => {
    const labels = fc.uniqueArray(fc.stringMatching(/^[A-Z][a-z]{3,8}$/), { minLength: 2, maxLength: 9 })
    fc.assert(
      fc.property(labels, fc.nat(), (all, at) => {
        const index = at % all.length
        const label = all[index] ?? ''
        fc.pre(understandAnswer(approval, label).kind === 'unclear')
        const understood = understandAnswer(choiceOf(...all), String(index + 1))
        expect(understood).toMatchObject({ kind: 'answer', value: label.toUpperCase() })
      }),
    )
  })
})

test('a text is any words but a notice of absence', () => {
  expect(understandAnswer(text, ' In May, I think? ')).toEqual({
    kind: 'answer',
    value: 'In May, I think?',
    note: null,
  })
  expect(understandAnswer(text, '')).toEqual({ kind: 'unclear', why: 'empty' })
  expect(understandAnswer(text, 'I am out of the office until May.')).toEqual({ kind: 'unclear', why: 'automatic' })
})
