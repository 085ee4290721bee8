import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const guide = 'docs/adding-a-provider.md'
const text = readFileSync(join(root, guide), 'utf8')

/** What stands as code, in sentences and in blocks, in its single words. */
const words = [...text.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].flatMap(([, block, inline]) =>
  (block ?? inline ?? '').split(/\s+/),
)
const paths = [...new Set(words.filter((word) => /^(apps|packages|e2e|docs|scripts|prisma)\/|^\.env/.test(word)))]
const names = [...new Set(words.filter((word) => /^[A-Za-z]*[a-z][A-Z]\w*$/.test(word)))]
const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].flatMap(([, link]) => link ?? [])

test('the guide names files and symbols', () => {
  expect(paths.length).toBeGreaterThan(30)
  expect(names.length).toBeGreaterThan(20)
})

test.each(paths)('%s is there', (path) => {
  expect(existsSync(join(root, path))).toBe(true)
})

test.each(links)('the link to %s leads somewhere', (link) => {
  expect(existsSync(join(root, dirname(guide), link))).toBe(true)
})

const files = (path: string): string[] =>
  statSync(join(root, path)).isFile()
    ? [path]
    : readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
        .map((name) => join(path, name))
        .filter((name) => statSync(join(root, name)).isFile())
const told = [...paths, 'packages/testing/src/provider-contract', 'e2e/world.ts']
  .filter((path) => existsSync(join(root, path)))
  .flatMap(files)
  .map((path) => readFileSync(join(root, path), 'utf8'))

test.each(names)('%s stands in a file that the guide names', (name) => {
  expect(told.some((source) => new RegExp(`\\b${name}\\b`).test(source))).toBe(true)
})

test('CONTRIBUTING.md leads to it', () => {
  expect(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')).toContain(`](${guide})`)
})
