import { readFileSync } from 'node:fs'
import path from 'node:path'
import { understandAnswer } from '../src/feedback/answers/understand-answer'
import type { Question } from '../src/feedback/answers/question'

/** Words, and what they say; null: nothing that may be acted on. */
export type LabelledAnswer = { reply: string; expected: string | null; question: Question }

const folder = path.resolve(import.meta.dirname, '../fixtures')
const approval: Question = { kind: 'approval' }
const choice: Question = {
  kind: 'choice',
  options: ['Nordlys Travel', 'Fjell & Partner', 'Stay with Old Harbour'].map((label, index) => ({
    value: String(index + 1),
    label,
  })),
}

/** Labelled answers: those that the rules were made on, and those that they were only measured on. */
export const answerFiles = {
  seen: { file: path.join(folder, 'answers-seen.txt'), question: approval },
  heldOut: { file: path.join(folder, 'answers-held-out.txt'), question: approval },
  choices: { file: path.join(folder, 'choices.txt'), question: choice },
}

/** One a line: what it says, `?` for nothing, a bar, and the words. */
export function readLabelledAnswers({ file, question }: { file: string; question: Question }): LabelledAnswer[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('# '))
    .map((line) => {
      const [expected = '', ...words] = line.split(' | ')
      return {
        question,
        expected: expected === '?' ? null : expected,
        reply: words.join(' | ').replaceAll('\\n', '\n'),
      }
    })
}

/** Of the answers that are claimed, how many are right; of those that say something, how many are claimed. */
export function measureAnswers(answers: readonly LabelledAnswer[]) {
  const read = answers.map((answer) => {
    const understood = understandAnswer(answer.question, answer.reply)
    return { ...answer, claimed: understood.kind === 'answer' ? understood.value : null }
  })
  const claimed = read.filter((answer) => answer.claimed !== null)
  const right = claimed.filter((answer) => answer.claimed === answer.expected)
  const said = read.filter((answer) => answer.expected !== null)
  return {
    wrong: claimed.filter((answer) => answer.claimed !== answer.expected),
    missed: said.filter((answer) => answer.claimed === null),
    figures: {
      answers: answers.length,
      claimed: claimed.length,
      precision: share(right.length, claimed.length),
      recall: share(right.length, said.length),
    },
  }
}

const share = (count: number, of: number) => Math.round((count / of) * 1000) / 1000
