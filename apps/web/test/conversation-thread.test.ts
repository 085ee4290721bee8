import { describe, expect, test } from 'vitest'
import { lengthNote, lastLine } from '../src/features/conversations/conversation-texts'
import { beginThread, takeNews, tasksMadeIn, type Thread } from '../src/features/conversations/thread'
import type { Said, WholeConversation } from '../src/lib/api-types'

const idOf = (seq: number) => `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`
const at = new Date('2026-11-20T09:00:00Z')

const said = (seq: number, fields: Partial<Said> = {}): Said => ({
  id: idOf(seq),
  seq,
  speaker: 'agent',
  kind: 'text',
  status: 'sent',
  content: `Number ${seq}`,
  channel: 'web',
  attachments: [],
  data: {},
  errorMessage: null,
  saidAt: at,
  ...fields,
})

const whole = (seq: number, all: Said[], fields: Partial<WholeConversation> = {}): WholeConversation => ({
  id: idOf(0),
  title: 'Venue',
  status: 'active',
  standing: 'active',
  agent: { id: idOf(1), name: 'Assistant', slug: 'assistant', status: 'active' },
  agentState: 'idle',
  channel: 'web',
  channels: ['web'],
  last: null,
  createdAt: at,
  lastActivityAt: at,
  endedAt: null,
  seq,
  said: all,
  earlier: false,
  ...fields,
})

const contents = (thread: Thread) => thread.said.map(({ content }) => content)
const writing = said(3, { status: 'writing', content: '' })
const text = (seq: number, from: number, words: string) =>
  ({ kind: 'event', seq, event: { kind: 'text', messageId: writing.id, from, text: words } }) as const
const told = (seq: number, one: Said) => ({ kind: 'event', seq, event: { kind: 'said', said: one } }) as const
const begun = () => takeNews(beginThread(whole(2, [said(1), said(2)])), told(3, writing))

describe('a thread as its events come', () => {
  test('an answer grows piece by piece, and ends as what was said', () => {
    const thread = [text(4, 0, 'The room '), text(5, 9, 'is free.')].reduce(takeNews, begun())
    expect(contents(thread)).toEqual(['Number 1', 'Number 2', 'The room is free.'])
    const ended = takeNews(thread, told(6, { ...writing, status: 'sent', content: 'The room is free.' }))
    expect(ended.said.map(({ id }) => id)).toEqual([idOf(1), idOf(2), idOf(3)])
    expect(ended.said.at(-1)?.status).toBe('sent')
    expect(ended.seq).toBe(6)
  })

  test('what comes again changes nothing', () => {
    const news = [text(4, 0, 'The room '), text(5, 9, 'is free.')]
    const thread = news.reduce(takeNews, begun())
    for (const one of [told(3, writing), ...news]) expect(takeNews(thread, one)).toBe(thread)
  })

  test('text that is known in part goes on after what is known', () => {
    const known = takeNews(begun(), text(4, 0, 'The room '))
    expect(contents(takeNews(known, text(5, 4, 'room is free.'))).at(-1)).toBe('The room is free.')
    expect(contents(takeNews(known, text(5, 0, 'The'))).at(-1)).toBe('The room ')
  })

  test.each([
    ['of which the beginning is missing', text(4, 9, 'is free.')],
    ['of a message that nobody knows', { ...text(4, 0, 'A'), event: { ...text(4, 0, 'A').event, messageId: idOf(9) } }],
  ])('text %s has it read again, and is not shown', (_, news) => {
    const thread = takeNews(begun(), news)
    expect(thread.isTorn).toBe(true)
    expect(contents(thread).at(-1)).toBe('')
    const mended = takeNews(thread, {
      kind: 'read',
      whole: whole(4, [said(1), said(2), { ...writing, content: 'The room is free.' }]),
    })
    expect(mended.isTorn).toBe(false)
    expect(contents(mended).at(-1)).toBe('The room is free.')
  })

  test('what was read before the last event takes nothing back', () => {
    const thread = [
      text(4, 0, 'The room'),
      { kind: 'event', seq: 5, event: { kind: 'agent', state: 'responding' } } as const,
    ].reduce(takeNews, begun())
    const after = takeNews(thread, { kind: 'read', whole: whole(3, [said(1), said(2), writing], { channels: [] }) })
    expect(contents(after).at(-1)).toBe('The room')
    expect(after).toMatchObject({ agentState: 'responding', seq: 5, channels: [] })
  })

  test('what was said stands in its order, whichever comes first', () => {
    const thread = [told(8, said(8)), { kind: 'said', said: said(7) } as const].reduce(takeNews, begun())
    expect(thread.said.map(({ seq }) => seq)).toEqual([1, 2, 3, 7, 8])
    // The answer of a call is no event: those before it are still to come.
    expect(takeNews(begun(), { kind: 'said', said: said(7) }).seq).toBe(3)
  })

  test('the end and another title are told', () => {
    const end = { status: 'expired', title: 'Room', channel: 'slack' } as const
    const news = { kind: 'event', seq: 4, event: { kind: 'conversation', ...end } } as const
    expect(takeNews(begun(), news)).toMatchObject({ ...end, seq: 4 })
  })
})

describe('what was said earlier', () => {
  const later = beginThread(whole(60, [said(50), said(51)], { earlier: true }))
  const loaded = takeNews(later, {
    kind: 'earlier',
    page: { said: [said(40), said(41), said(50)], earlier: true },
  })

  test('comes before, each once', () => {
    expect(loaded.said.map(({ seq }) => seq)).toEqual([40, 41, 50, 51])
  })

  test('stays when the latest are read again', () => {
    const again = takeNews(loaded, { kind: 'read', whole: whole(61, [said(51), said(61)], { earlier: true }) })
    expect(again.said.map(({ seq }) => seq)).toEqual([40, 41, 50, 51, 61])
    expect(again.earlier).toBe(true)
  })

  test('goes when there is a hole between it and what was read', () => {
    const far = takeNews(loaded, { kind: 'read', whole: whole(99, [said(98), said(99)], { earlier: true }) })
    expect(far.said.map(({ seq }) => seq)).toEqual([98, 99])
    expect(far.earlier).toBe(true)
  })

  test('a change of what was not loaded is left for later', () => {
    expect(takeNews(loaded, told(62, said(3)))).toMatchObject({ said: loaded.said, seq: 62 })
  })
})

test('tasks that were made are named once, the latest first', () => {
  const made: Pick<Said, 'data'>[] = [{ data: { taskId: 'a' } }, { data: { taskIds: ['b', 'a', 7] } }, { data: {} }]
  expect(tasksMadeIn(made)).toEqual(['b', 'a'])
})

describe('words', () => {
  test('how long a message is matters near the most', () => {
    expect(lengthNote('a'.repeat(20_000))).toBeNull()
    expect(lengthNote('ä'.repeat(14_000))).toEqual({ text: '27.3 of 32 KB', isOver: false })
    expect(lengthNote('a'.repeat(32_768))).toEqual({ text: '32 of 32 KB', isOver: false })
    expect(lengthNote('a'.repeat(32_769))).toEqual({ text: '32.1 of 32 KB: make it shorter', isOver: true })
  })

  test.each([
    [{ standing: 'active' as const, last: null }, 'Nothing has been said yet.'],
    [{ standing: 'expired' as const, last: null }, 'Ended after 24 h without a message.'],
    [
      {
        standing: 'active' as const,
        last: { speaker: 'person' as const, kind: 'text' as const, text: '**Find**\n- a room', at },
      },
      'You: Find - a room',
    ],
  ])('the last line of %j', (row, line) => {
    expect(lastLine(row)).toBe(line)
  })
})
