import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { appRouter } from '../src'
import { gatewayRouter } from '../src/gateway-router'

const text = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8')
/** The first cells of the table of procedures: paths, or all of a router as `task.*`. */
const named = text
  .slice(text.indexOf('## Procedures'))
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([a-zA-Z]+\.(?:[a-zA-Z]+|\*))`/g)])
  .map(([, name = '']) => name)
const paths = Object.keys(appRouter._def.procedures)
const isNamed = (path: string) => named.includes(path) || named.includes(`${path.split('.')[0]}.*`)

test('every procedure stands in the table of who may call it', () => {
  expect(paths.filter((path) => !isNamed(path))).toEqual([])
})

test('the table names no procedure that is not there', () => {
  expect(named.filter((name) => !paths.some((path) => path === name || name === `${path.split('.')[0]}.*`))).toEqual([])
})

test('over a socket there is nothing that is not in the table', () => {
  expect(Object.keys(gatewayRouter._def.procedures).filter((path) => !paths.includes(path))).toEqual([])
})
