import { expect, test } from 'vitest'
import { ownPath } from '../src/server/own-path'

const publicUrl = new URL('http://localhost:3000')

test.each([
  ['/', '/'],
  ['/tasks?task=1', '/tasks?task=1'],
  ['http://localhost:3000/tasks', '/tasks'],
])('%s is ours', (wanted, path) => expect(ownPath(wanted, publicUrl)).toBe(path))

test.each([
  '//evil.example',
  '/\t/evil.example',
  '/\n//evil.example',
  '/\\evil.example',
  'http://evil.example/',
  'http://localhost:3000.evil.example/',
  'http://localhost:3000//evil.example',
  'javascript:alert(1)',
  'http://',
])('%j leads home', (wanted) => expect(ownPath(wanted, publicUrl)).toBe('/'))
