import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readEnvFile } from './env-file'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-env-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(text: string): string {
  const file = path.join(folder, '.env')
  writeFileSync(file, text)
  return file
}

test('Comments, quotes, values over several lines and the equals signs in a value are read', () => {
  const file = write('\uFEFF# comment\n\nA=1\nexport B="two words" # why\nC=\'x\ny\'\nD=a=b==\nE=\n')
  expect(readEnvFile(file)).toEqual({ A: '1', B: 'two words', C: 'x\ny', D: 'a=b==', E: '' })
})

test('A missing file is empty', () => {
  expect(readEnvFile(path.join(folder, '.env'))).toEqual({})
})

test.each([
  ['A=1\nPORT 3000\n', /\.env, line 2: expected NAME=value\./],
  ['A=1\n\n=3000\n', /\.env, line 3: expected NAME=value\./],
  ['A="1\nB=2\n', /\.env, line 1: the quote " is never closed\./],
])('The line that cannot be read is named: %j', (text, sentence) => {
  expect(() => readEnvFile(write(text))).toThrow(sentence)
})

test('A folder in its place is told in a sentence', () => {
  mkdirSync(path.join(folder, '.env'))
  expect(() => readEnvFile(path.join(folder, '.env'))).toThrow(/\.env cannot be read \(EISDIR\)/)
})

test.skipIf(process.getuid?.() === 0)('A file of somebody else is told in a sentence', () => {
  const file = write('A=1')
  chmodSync(file, 0o000)
  expect(() => readEnvFile(file)).toThrow(/\.env cannot be read \(EACCES\)/)
})
