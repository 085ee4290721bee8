import { describe, expect, test } from 'vitest'
import { contentSecurityPolicy, secureAddress } from '../src/server/page-security'

const local = { publicUrl: new URL('http://localhost:3000'), gatewayUrl: new URL('http://localhost:3001') }
const open = { publicUrl: new URL('https://board.example'), gatewayUrl: new URL('https://live.board.example') }
const directive = (policy: string, name: string) =>
  policy
    .split('; ')
    .find((part) => part.split(' ')[0] === name)
    ?.split(' ')
    .slice(1)

describe('the policy of a page', () => {
  test('lets scripts run by their nonce alone', () => {
    const sources = directive(contentSecurityPolicy('n1', open, false), 'script-src')
    expect(sources).toEqual(["'self'", "'nonce-n1'", "'strict-dynamic'"])
  })

  test('allows eval in development only', () => {
    expect(contentSecurityPolicy('n1', local, true)).toContain("'unsafe-eval'")
    expect(contentSecurityPolicy('n1', local, false)).not.toContain("'unsafe-eval'")
  })

  test.each([
    [local, 'ws://localhost:3001'],
    [open, 'wss://live.board.example'],
  ])('connects to ourselves and to the gateway', (addresses, socket) => {
    expect(directive(contentSecurityPolicy('n1', addresses, false), 'connect-src')).toEqual(["'self'", socket])
  })

  test('at a public address nothing is loaded in the clear', () => {
    const policy = contentSecurityPolicy('n1', open, false)
    expect(directive(policy, 'img-src')).not.toContain('http:')
    expect(directive(policy, 'upgrade-insecure-requests')).toEqual([])
    expect(directive(contentSecurityPolicy('n1', local, false), 'upgrade-insecure-requests')).toBeUndefined()
  })
})

describe('a request in the clear', () => {
  test('goes to the secure address, with its path', () => {
    expect(secureAddress('http', '/tasks?task=1', open)?.href).toBe('https://board.example/tasks?task=1')
  })

  test.each([
    ['https', open],
    ['https, http', open],
    [null, open],
    ['http', local],
  ])('by %s stays where it is', (forwardedProto, addresses) => {
    expect(secureAddress(forwardedProto, '/', addresses)).toBeNull()
  })

  test('never leads to another host', () => {
    expect(secureAddress('http', '//evil.example/x', open)?.host).toBe('board.example')
  })
})
