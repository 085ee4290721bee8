import { expect, test } from 'vitest'
import { presentPage } from '@switchboard/providers/notion/present-page'
import { readBlocks } from '@switchboard/providers/notion/read-blocks'
import { readProperties } from '@switchboard/providers/notion/read-properties'
import { type Block, pageSchema } from '@switchboard/providers/notion/schema'
import { completeOptions, doneOption, statusOf } from '@switchboard/providers/notion/status'

const pageOf = (properties: object, url = 'https://www.notion.so/1') =>
  pageSchema.parse({
    id: 'page-1',
    last_edited_time: '2026-03-02T08:00:00.000Z',
    created_by: { id: 'ben' },
    last_edited_by: { id: 'ben' },
    url,
    properties,
  })
const date = (start: string, end: string | null = null) => ({ type: 'date', date: { start, end } })
const block = (id: string, type: string, words: object, hasChildren = false): Block => ({
  id,
  type,
  has_children: hasChildren,
  [type]: words,
})
const text = (plain: string) => ({ rich_text: [{ plain_text: plain }] })

test.each([
  ['the only date', { When: date('2026-03-06') }, '2026-03-06'],
  ['the one that is called so', { Begins: date('2026-03-01'), 'Due date': date('2026-03-06') }, '2026-03-06'],
  ['the end of a span', { Due: date('2026-03-01', '2026-03-06') }, '2026-03-06'],
  ['a time of day', { Due: date('2026-03-06T09:00:00.000+01:00') }, '2026-03-06T09:00:00.000+01:00'],
  ['none of several', { Begins: date('2026-03-01'), Ends: date('2026-03-06') }, null],
  ['nothing that is no date', { Due: date('soon') }, null],
])('due is %s', (_, properties, dueAt) => {
  expect(readProperties(pageOf(properties), 'ada', []).dueAt).toBe(dueAt)
})

test('properties of every kind are read as people read them; unknown ones are left out', () => {
  const { others } = readProperties(
    pageOf({
      Team: { type: 'select', select: { name: 'Design' } },
      Tags: { type: 'multi_select', multi_select: [{ name: 'a' }, { name: 'b' }] },
      Size: { type: 'number', number: 3 },
      Urgent: { type: 'checkbox', checkbox: true },
      Site: { type: 'url', url: 'https://n.example/' },
      Empty: { type: 'rich_text', rich_text: [] },
      Sum: { type: 'rollup', rollup: {} },
    }),
    'ada',
    [],
  )
  expect(others).toEqual([
    { name: 'Team', value: 'Design' },
    { name: 'Tags', value: 'a, b' },
    { name: 'Size', value: '3' },
    { name: 'Urgent', value: 'Yes' },
    { name: 'Site', value: 'https://n.example/' },
  ])
})

test('of several status properties the one that is named counts, else the first', () => {
  const status = (id: string, name: string) => ({ type: 'status', id, status: { id: name, name } })
  const page = pageOf({ Stage: status('stage', 'Draft'), Approval: status('approval', 'Open') })
  const named = (names: string[]) => [readProperties(page, 'ada', names).status, statusOf(page, names)?.id]
  expect(named(['approval'])).toEqual([{ name: 'Approval', value: 'Open' }, 'approval'])
  for (const names of [[], ['Elsewhere']]) expect(named(names)).toEqual([{ name: 'Stage', value: 'Draft' }, 'stage'])
})

test('complete is the last group where none is called so', () => {
  const group = (name: string, ...ids: string[]) => ({ name, option_ids: ids })
  const options = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase() }))
  const status = { options, groups: [group('Offen', 'a'), group('Fertig', 'c', 'b')] }
  expect(completeOptions(status).map(({ id }) => id)).toEqual(['c', 'b'])
  expect([doneOption(status, [])?.id, doneOption(status, ['B'])?.id, doneOption(undefined, [])]).toEqual([
    'c',
    'b',
    undefined,
  ])
})

test('an address that would run something is none', async () => {
  const page = pageOf({ Who: { type: 'people', people: [{ id: 'ada' }] } }, 'javascript:alert(1)')
  const properties = readProperties(page, 'ada', [])
  const parts = { page, properties, body: { text: '', mentions: [] }, comments: [], userId: 'ada' }
  expect(await presentPage({ ...parts, nameOf: async () => null })).toMatchObject({ url: null, concern: 'assigned' })
})

test('blocks are read in their order, those within others too, as far as a page is read', async () => {
  const children: Record<string, Block[]> = {
    page: [
      block('a', 'heading_1', text('Plan')),
      block('b', 'toggle', text('Details'), true),
      block('c', 'child_page', { title: 'Below' }, true),
      block('d', 'image', { caption: [] }),
      block('e', 'table_row', { cells: [[{ plain_text: 'one' }], [{ plain_text: 'two' }]] }),
    ],
    b: [block('f', 'paragraph', text('Within.'))],
    c: [block('g', 'paragraph', text('Another page.'))],
  }
  const list = async (id: string) => ({ blocks: children[id] ?? [], next: null })
  expect((await readBlocks('page', 'ada', list)).text).toBe('Plan\n\nDetails\n\n  Within.\n\nBelow\n\n| one | two')
})

test('a page without end is read no further than its bounds', async () => {
  let calls = 0
  const endless = async (id: string) => {
    calls += 1
    const blocks = Array.from({ length: 100 }, (_, at) =>
      block(`${id}.${at}`, 'toggle', text('word '.repeat(40)), true),
    )
    return { blocks, next: 'more' }
  }
  const { text: read } = await readBlocks('page', 'ada', endless)
  expect(calls).toBeLessThanOrEqual(10)
  expect(read.length).toBeLessThanOrEqual(20_000)
})
