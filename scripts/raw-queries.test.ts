import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')

const sources = ['packages', 'apps'].flatMap((kind) =>
  readdirSync(path.join(root, kind)).flatMap((name) => {
    const folder = path.join(kind, name, 'src')
    return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('generated'))
      .map((file) => path.join(folder, file))
  }),
)

describe('rows of a raw query', () => {
  test('pass a schema: a type argument would only claim what they are', () => {
    const claiming = sources.filter((file) =>
      /\$queryRaw(Unsafe)?\s*</.test(readFileSync(path.join(root, file), 'utf8')),
    )
    expect(sources.length).toBeGreaterThan(100)
    expect(claiming).toEqual([])
  })
})
