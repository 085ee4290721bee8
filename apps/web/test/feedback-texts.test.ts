import { describe, expect, test } from 'vitest'
import { answeredText, namesText, placeText, standingOf } from '@/features/feedback/feedback-texts'

const ada = { id: 'a', name: 'Ada' }
const ben = { id: 'b', name: 'Ben' }
type Place = Parameters<typeof placeText>[0]

describe('where a question stands', () => {
  const cases: [words: string, place: Pick<Place, 'state' | 'channel' | 'people'>, answered: boolean][] = [
    ['About to be sent to Ben', { channel: null, state: 'waiting', people: [ben] }, false],
    ['Shown to you and Ben', { channel: 'web', state: 'asked', people: [ben, ada] }, false],
    ['Sent to Ben', { channel: 'slack', state: 'asked', people: [ben] }, false],
    ['No channel reached Ben', { channel: null, state: 'unreached', people: [ben] }, false],
    ['You answered', { channel: 'email', state: 'answered', people: [ada] }, true],
    ['Ben was told of the answer, buttons closed', { channel: 'slack', state: 'told', people: [ben] }, true],
    ['You were told of the answer', { channel: 'email', state: 'told', people: [ada] }, true],
    ['You and Ben were told that it is over', { channel: 'web', state: 'told', people: [ada, ben] }, false],
  ]
  test.each(cases)('%s', (words, place, answered) => {
    expect(placeText({ ...place, at: null }, answered, 'a')).toBe(words)
  })
})

test('an expired question is no rejected one', () => {
  const answer = { value: 'reject', text: 'Rejected', note: null, by: ben, via: 'email', at: new Date(0) } as const
  expect(standingOf({ state: 'expired', kind: 'approval', answer: null }).name).toBe('Nobody answered in time')
  expect(standingOf({ state: 'answered', kind: 'approval', answer })).toMatchObject({ name: 'Rejected' })
  expect(standingOf({ state: 'answered', kind: 'text', answer }).name).toBe('Answered')
  expect(answeredText(answer, 'a')).toBe('by Ben by e-mail')
  expect(namesText([ben, ada], undefined)).toBe('Ben and Ada')
})
