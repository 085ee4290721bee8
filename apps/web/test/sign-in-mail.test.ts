import { expect, test } from 'vitest'
import { oneAddress } from '../src/server/sign-in-mail'

test('An address is taken without spaces and capitals', () => {
  expect(oneAddress(' Ada@Northwind.example ')).toBe('ada@northwind.example')
})

test.each([
  'a@evil.example,victim@corp.example',
  'a@evil.example, victim@corp.example',
  'a@b@corp.example',
  '"a@evil.example"@corp.example',
  'Ada <ada@northwind.example>',
  'ada@northwind.example\r\nBcc: victim@corp.example',
  'ada',
  '',
])('%j is refused', (text) => expect(() => oneAddress(text)).toThrow())
