import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authenticatedAs } from '../../src/feedback/mail/authenticated-as'

const trusted = ['mx.example.net']
const from = (value: string) => ({ key: 'from', value })
const results = (value: string) => ({ key: 'authentication-results', value })
const pass = results('mx.example.net; dmarc=pass (p=REJECT) header.from=example.com')
const ada = from('Ada Lindqvist <Ada@Example.com>')

describe('who a mail is proven to come from', () => {
  test.each([
    [
      'Gmail',
      'mx.google.com;\r\n dkim=pass header.i=@example.com header.s=s1;\r\n spf=pass (google.com: domain of a@b designates 1.2.3.4 as permitted sender) smtp.mailfrom=a@example.com;\r\n dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=example.com',
      'mx.google.com',
    ],
    ['a version', 'mx.example.net 1; dmarc=pass header.from=example.com', 'mx.example.net'],
    ['capitals', 'MX.Example.NET; DMARC=Pass Header.From=EXAMPLE.com', 'mx.example.net'],
    ['quotes and a reason', 'mx.example.net; dmarc=pass reason="a; b = c" header.from="example.com"', 'mx.example.net'],
    ['a version of the method', 'mx.example.net; dmarc/1=pass header.from=example.com', 'mx.example.net'],
    ['spaces', 'mx.example.net ; dmarc = pass header.from = example.com', 'mx.example.net'],
  ])('%s', (_, value, id) => {
    expect(authenticatedAs([results(value), ada], [id])).toBe('Ada@example.com')
  })

  test.each([
    ['no such field', []],
    ['another server', [results('mx.other.example; dmarc=pass header.from=example.com')]],
    ['nobody named', [results('dmarc=pass header.from=example.com')]],
    ['DMARC fails', [results('mx.example.net; dmarc=fail header.from=example.com')]],
    [
      'DMARC was not tried',
      [results('mx.example.net; spf=pass smtp.mailfrom=example.com; dkim=pass header.d=example.com')],
    ],
    ['none', [results('mx.example.net; none')]],
    [
      'two outcomes',
      [results('mx.example.net; dmarc=pass header.from=example.com; dmarc=fail header.from=example.com')],
    ],
    ['another domain', [results('mx.example.net; dmarc=pass header.from=other.example')]],
    ['a domain below', [results('mx.example.net; dmarc=pass header.from=mail.example.com')]],
    ['no domain', [results('mx.example.net; dmarc=pass')]],
    ['in a comment', [results('mx.example.net; spf=fail (x; dmarc=pass header.from=example.com)')]],
    ['in a comment without an end', [results('mx.example.net; (dmarc=pass header.from=example.com')]],
    ['in a quoted reason', [results('mx.example.net; spf=fail reason="; dmarc=pass header.from=example.com"')]],
    ['in a property', [results('mx.example.net; spf=fail smtp.helo=dmarc=pass header.from=example.com')]],
    ['another version', [results('mx.example.net 2; dmarc=pass header.from=example.com')]],
    ['a name that begins like ours', [results('mx.example.net.evil.example; dmarc=pass header.from=example.com')]],
  ])('nothing: %s', (_, fields) => {
    expect(authenticatedAs([...fields, ada], trusted)).toBeNull()
  })

  test('what stands below the server’s own field was written by the sender', () => {
    const own = results('mx.example.net; dmarc=fail header.from=example.com')
    expect(authenticatedAs([own, { key: 'received', value: 'x' }, pass, ada], trusted)).toBeNull()
    expect(
      authenticatedAs([results('mx.example.net; spf=pass smtp.mailfrom=x@evil.example'), pass, ada], trusted),
    ).toBeNull()
    expect(authenticatedAs([pass, own, ada], trusted)).toBe('Ada@example.com')
  })

  test('a field of somebody else above it changes nothing', () => {
    expect(authenticatedAs([results('filter.example; x=pass'), pass, ada], trusted)).toBe('Ada@example.com')
  })

  test('nobody trusted, nothing proven', () => {
    expect(authenticatedAs([pass, ada], [])).toBeNull()
  })

  test.each([
    ['two fields', [from('a@example.com'), from('b@evil.example')]],
    ['two addresses', [from('a@example.com, b@evil.example')]],
    ['two in brackets', [from('<a@example.com> <b@evil.example>')]],
    ['none', []],
    ['a name alone', [from('Ada')]],
    ['an open quote', [from('"Ada <a@example.com>')]],
  ])('From with %s', (_, fields) => {
    expect(authenticatedAs([pass, ...fields], trusted)).toBeNull()
  })

  test('an address in the name is not the sender’s', () => {
    const disguised = from('"ada@example.com" <x@evil.example>')
    expect(authenticatedAs([pass, disguised], trusted)).toBeNull()
    expect(authenticatedAs([pass, from('"Lindqvist, Ada" <ada@example.com>')], trusted)).toBe('ada@example.com')
    expect(authenticatedAs([pass, from('ada@example.com')], trusted)).toBe('ada@example.com')
  })

  test('any field is read', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (field, sender) => {
        authenticatedAs([results(`mx.example.net; ${field}`), from(sender)], trusted)
      }),
    )
  })
})
