import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { readSession } from '../src/session'

const userId = randomUUID()
const teamId = randomUUID()
const decode = async (token: string) => {
  if (token !== 'valid+token') throw new Error('not a token of ours')
  return { sub: userId, exp: 1_795_284_000 }
}
const read = (cookie: string | undefined, publicUrl = 'http://localhost:3000') =>
  readSession(cookie, { publicUrl: new URL(publicUrl), decode })
const expiresAt = new Date('2026-11-21T18:00:00Z')
const nobody = { userId: null, teamId: null, expiresAt: null }

test('the person and the chosen team are found among the cookies of others', async () => {
  const cookie = `other=%E0%A4%A; next-auth.session-token=valid%2Btoken;switchboard.team=${teamId}; last`
  expect(await read(cookie)).toEqual({ userId, teamId, expiresAt })
})

test('where the pages are served securely only the secure session counts', async () => {
  const secure = 'https://board.example'
  expect(await read('__Secure-next-auth.session-token=valid+token', secure)).toEqual({
    userId,
    teamId: null,
    expiresAt,
  })
  expect(await read('next-auth.session-token=valid+token', secure)).toEqual(nobody)
})

test.each([
  ['no cookies', undefined],
  ['an empty session', 'next-auth.session-token='],
  ['a session that is not valid', 'next-auth.session-token=rubbish'],
  ['a team that is none', 'switchboard.team=1'],
])('%s say nothing', async (_, cookie) => {
  expect(await read(cookie)).toEqual(nobody)
})
