import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addEncryptionKey, readSecrets } from './secrets'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchboard-secrets-'))
  file = path.join(folder, 'secrets.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const rights = () => statSync(file).mode & 0o777

test('They are made once, for their owner alone, and stay the same', () => {
  const made = readSecrets(folder)
  expect(rights()).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['secrets.json'])
  expect(readSecrets(folder)).toEqual(made)
})

test('Two installations share none', () => {
  const made = Object.values(readSecrets(folder))
  rmSync(file)
  expect(Object.values(readSecrets(folder)).filter((secret) => made.includes(secret))).toEqual([])
})

test('Rights that a copy has widened are narrowed again', () => {
  readSecrets(folder)
  chmodSync(file, 0o644)
  readSecrets(folder)
  expect(rights()).toBe(0o600)
})

test.each(['', '{', '{"encryptionKeys":"k1:x"}'])('A damaged file is never replaced by new secrets: %j', (text) => {
  writeFileSync(file, text)
  expect(() => readSecrets(folder)).toThrow(/secrets\.json is damaged\. Restore it from a backup/)
  expect(statSync(file).size).toBe(text.length)
})

test('A new key stands before the old ones, and the file is still for its owner alone', () => {
  const before = readSecrets(folder)
  writeFileSync(`${file}.new`, 'left by a crash', { mode: 0o644 })
  expect([addEncryptionKey(folder), addEncryptionKey(folder)]).toEqual(['k2', 'k3'])
  const after = readSecrets(folder)
  expect(after.encryptionKeys.split(',').map((key) => key.slice(0, 3))).toEqual(['k3:', 'k2:', 'k1-'])
  expect(after).toMatchObject({ ...before, encryptionKeys: expect.stringMatching(/,k1-[0-9a-f]{6}:[^,]+$/) })
  expect(after.encryptionKeys.endsWith(before.encryptionKeys)).toBe(true)
  expect(rights()).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['secrets.json'])
})
