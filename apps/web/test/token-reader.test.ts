import { decode, encode } from 'next-auth/jwt'
import { expect, test } from 'vitest'
import { tokenReader } from '../src/server/token-reader'

const secret = 'a-secret-of-more-than-thirty-two-characters'
const read = tokenReader(secret)
const tokenOf = (sub: string, maxAge = 3_600) => encode({ token: { sub }, secret, maxAge })

test('a token of next-auth says what its own reader says', async () => {
  const token = await tokenOf('ada')
  expect(await read(token)).toEqual(await decode({ token, secret }))
  expect(await read(await tokenOf('ben'))).toMatchObject({ sub: 'ben' })
})

test('one that has run out is refused', async () => {
  await expect(read(await tokenOf('ada', -60))).rejects.toThrow()
})

test('one of another secret, and one that was changed, is refused', async () => {
  await expect(tokenReader(`${secret}!`)(await tokenOf('ada'))).rejects.toThrow()
  const parts = (await tokenOf('ada')).split('.')
  const [text = ''] = parts.splice(3, 1)
  const changed = [...parts.slice(0, 3), (text.startsWith('A') ? 'B' : 'A') + text.slice(1), ...parts.slice(3)].join(
    '.',
  )
  await expect(read(changed)).rejects.toThrow()
  await expect(read('rubbish')).rejects.toThrow()
})
