import { expect, test } from 'vitest'
import { formOf } from '../src/server/form-of'

const post = (type: string, body: string) =>
  formOf(new Request('http://localhost:3000/', { method: 'POST', headers: { 'content-type': type }, body }))

test.each([
  ['application/x-www-form-urlencoded', 'email=ada%40x.example&json=true', { email: 'ada@x.example', json: 'true' }],
  // Whoever is counted is the one that gets the mail: of two, the last.
  ['application/x-www-form-urlencoded', 'email=ada%40x.example&email=ben%40x.example', { email: 'ben@x.example' }],
  ['application/json; charset=utf-8', '{"email":"ada@x.example"}', { email: 'ada@x.example' }],
  ['application/json', '{broken', null],
  ['application/json', '[1]', null],
  ['text/plain', '', {}],
  ['application/json', '', {}],
])('a body of %s that is %j', async (type, body, expected) => {
  expect(await post(type, body)).toEqual(expected)
})
