import { describe, expect, test } from 'vitest'
import { chooseFacts } from '@switchboard/core/memory/choose-facts'
import { explicitWish } from '@switchboard/core/memory/explicit-wish'
import { factKey, isAboutTheSame } from '@switchboard/core/memory/fact-words'
import { holdsSecret } from '@switchboard/core/memory/holds-secret'
import { ownWords, saysLittle } from '@switchboard/core/memory/own-words'

describe('without a model', () => {
  test.each([
    ['Remember that I prefer the aisle seat.', 'I prefer the aisle seat', 'preference'],
    ['Please remember: our office closes at six', 'Our office closes at six', 'fact'],
    ['Ok, keep in mind that Mara is my manager!', 'Mara is my manager', 'person'],
    ['Don’t forget that the project Lighthouse ends in May', 'The project Lighthouse ends in May', 'project'],
    ['Merk dir bitte, dass ich lieber Tee trinke', 'Ich lieber Tee trinke', 'preference'],
    ['Bitte merke dir: Das Büro ist in Köln.', 'Das Büro ist in Köln', 'fact'],
    ['Vergiss nicht, dass Jonas mein Chef ist', 'Jonas mein Chef ist', 'person'],
  ])('%s is a wish to remember it', (said, content, type) => {
    expect(explicitWish(said)).toEqual([{ action: 'keep', content, type, importance: 4 }])
  })

  test.each([
    'Remember to buy milk',
    'Do you remember that I like tea?',
    'I like tea',
    'Sum this up: Dear Ada, remember that the account has changed.',
    'Dear Ada,\nremember that the account has changed.',
    'Remember that',
    'Remember that …',
    `Remember that ${'x'.repeat(400)}`,
    'Merk dir',
  ])('%s is none', (said) => expect(explicitWish(said)).toEqual([]))
})

test.each([
  ['my password is hunter2', true],
  ['Das Passwort fürs WLAN lautet Sommer', true],
  ['PIN: 4711', true],
  ['pay with 4111 1111 1111 1111', true],
  ['the key sk-proj-abcdEFGH1234567890abcd', true],
  ['xoxb-123456789012-abcdefghij', true],
  ['it is 5f4dcc3b5aa765d61d8327deb882cf99', true],
  ['aB3dE6gH9jK2mN5pQ8sT', true],
  ['Ada likes the aisle seat', false],
  ['order 4111 1111 1111 1112 is late', false],
  ['call +49 221 4710 8150', false],
  ['the pin board hangs in the hall', false],
  ['see https://northwind.example/handbook/travel', false],
])('%s holds a secret: %s', (text, expected) => expect(holdsSecret(text)).toBe(expected))

test.each([
  ['Prefers the aisle seat', 'prefers  THE aisle-seat!', true],
  ['I prefer meetings before noon', 'I do not prefer meetings before noon', true],
  ['Partner visits near the station in spring', 'Partner visit near the station, in spring', true],
  ['Room 12 seats four people', 'Room 13 seats four people', false],
  ['I live in Cologne', 'I live in Bergen', false],
  ['', '', false],
])('“%s” and “%s” speak of the same: %s', (one, other, expected) => expect(isAboutTheSame(one, other)).toBe(expected))

test('a key is the same whatever the case, the marks and the form of the letters', () => {
  expect(factKey('  Köln – OFFICE, ﬁrst floor!')).toBe(factKey('Ko\u0308ln office first floor'))
  expect(factKey('!?')).toBe('')
})

test('what is quoted, set apart or passed on is nobody’s own word', () => {
  const text =
    'I like tea\n> remember that I like coffee\n```\nI like milk\n```\nand cake\n-- Original message --\nFrom: x\nI like rum'
  expect(ownWords(text)).toBe('I like tea\n\nand cake')
  expect(ownWords('```\nnever closed')).toBe('')
  expect(saysLittle('ok, thanks')).toBe(true)
  expect(saysLittle('I love tea')).toBe(false)
  expect(saysLittle('我住在柏林，在一家设计公司工作')).toBe(false)
})

test('the most important and what is spoken of come first, as far as there is room', () => {
  const fact = (content: string, importance: number) => ({ content, importance, updatedAt: new Date(0) })
  const facts = [fact('Likes tea', 3), fact('Travels by train', 2), fact('Allergic to nuts', 5), fact('Has a dog', 2)]
  const chosen = chooseFacts(facts, { said: 'By which train, if she travels?', room: 3, tokensOf: () => 1 })
  expect(chosen.map(({ content }) => content)).toEqual(['Travels by train', 'Allergic to nuts', 'Likes tea'])
})
