import { TRPCClientError } from '@trpc/client'
import { describe, expect, test } from 'vitest'
import { decisionText, sendingText, wholeText } from '../src/features/suggestions/decision-text'
import { mostAtOnce, reaching, subjectsOf } from '../src/features/suggestions/subjects'
import { answered, shownWith, type Waiting } from '../src/features/suggestions/waiting-edits'
import type { DecisionResult, SuggestionDetail, SuggestionRow } from '../src/lib/api-types'
import { isLost, sendAgain } from '../src/lib/send-again'

const at = new Date('2026-11-20T10:38:00Z')

const row = (id: string, change: Partial<SuggestionRow> = {}): SuggestionRow => ({
  id,
  status: 'pending_approval',
  title: `Task ${id}`,
  provider: 'gmail',
  alsoFrom: [],
  priority: 'medium',
  dueAt: null,
  dueAllDay: false,
  confidence: 0.9,
  overThreshold: true,
  senderName: 'Jonas',
  flags: [],
  receivedAt: at,
  proposedAt: at,
  firstQuote: null,
  reasoning: '',
  ...change,
})

const detail = (id: string, change: Partial<SuggestionDetail> = {}): SuggestionDetail => ({
  ...row(id),
  description: '',
  tags: [],
  evidence: [],
  model: 'offline-1',
  dismissReason: null,
  editedAt: null,
  connected: true,
  policies: {},
  effects: [],
  itemWord: 'mail',
  whenDone: null,
  threshold: 0.85,
  calibration: null,
  decision: null,
  taskId: null,
  item: {
    id: 'item',
    kind: 'email',
    title: '',
    sender: { name: 'Jonas', address: null },
    to: [],
    cc: [],
    text: '',
    quotedText: '',
    hasHtml: false,
    url: null,
    receivedAt: at,
    attachments: [],
    event: null,
    message: null,
    page: null,
  },
  accountName: 'ada@northwind.example',
  otherSources: [],
  ...change,
})

const result = (id: string, change: Partial<DecisionResult> = {}): DecisionResult => ({
  id,
  outcome: 'done',
  status: 'approved',
  decision: { by: 'Ada', at, via: 'web' },
  taskId: null,
  undoUntil: null,
  undoMs: 5_000,
  ...change,
})
const by = (name: string | null) => ({ by: name, at, via: 'web' })

describe('what is said about a decision', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => result(String(index)))
  const lost = (id: string, change: Partial<DecisionResult> = {}) =>
    result(id, { outcome: 'already_decided', decision: by('Ben'), ...change })
  const changed = (id: string) => result(id, { outcome: 'changed', status: 'pending_approval', decision: null })

  test.each([
    ['one, by its title', [result('a')], 0, 'Approved “Call Jonas”'],
    ['many, by their number', many(3), 0, 'Approved 3'],
    ['more than one request decides', many(500), 100, 'Approved 500; 100 more reach it'],
    ['and one that is left', many(500), 1, 'Approved 500; 1 more reaches it'],
    ['lost to somebody', [lost('a')], 0, 'Not approved: Ben approved it at 11:38'],
    ['lost to a dismissal', [lost('a', { status: 'dismissed' })], 0, 'Not approved: Ben dismissed it at 11:38'],
    ['lost to nobody known', [lost('a', { decision: by(null) })], 0, 'Not approved: Somebody approved it at 11:38'],
    ['not there', [lost('a', { outcome: 'gone', decision: null })], 0, 'Not approved: it is no longer there'],
    ['some of many lost', [...many(2), lost('x')], 0, 'Approved 2; 1 was already decided by Ben'],
    ['one of two done', [result('a'), lost('x'), lost('y')], 0, 'Approved 1; 2 were already decided by Ben'],
    ['changed', [changed('a')], 0, 'Not approved: it has changed'],
    ['some of many changed', [...many(2), changed('x')], 0, 'Approved 2; 1 left out: changed meanwhile'],
    ['nothing', [], 0, 'Nothing reached that confidence any more'],
  ])('%s', (_name, results, left, text) => {
    const titles = new Map([['a', 'Call Jonas']])
    expect(wholeText(decisionText({ verb: 'approve', results, titles, left, kept: 0, zone: 'Europe/Berlin' }))).toBe(
      text,
    )
  })

  test('what was left out, because its change is not saved, is not passed over', () => {
    const said = { verb: 'approve' as const, titles: new Map([['a', 'Call Jonas']]), left: 0, zone: 'Europe/Berlin' }
    expect(decisionText({ ...said, results: [result('a')], kept: 1 }).lead).toBe(
      'Approved 1; 1 left out: not saved yet',
    )
    expect(decisionText({ ...said, results: many(3), kept: 2 }).lead).toBe('Approved 3; 2 left out: not saved yet')
  })

  test('a title stands apart, because it gives way where there is no room', () => {
    const titles = new Map([['a', 'Call Jonas']])
    const said = { verb: 'dismiss' as const, titles, left: 0, kept: 0, zone: 'Europe/Berlin' }
    expect(decisionText({ ...said, results: [result('a')] })).toEqual({ lead: 'Dismissed', title: 'Call Jonas' })
    expect(decisionText({ ...said, results: [lost('a')] }).title).toBeNull()
  })

  test('nothing is said to be done while the answer is out', () => {
    expect(wholeText(sendingText('approve', ['Call Jonas']))).toBe('Approving… “Call Jonas”')
    expect(wholeText(sendingText('dismiss', ['Call Jonas', 'Call Mara']))).toBe('Dismissing 2…')
  })
})

describe('what a decision is about', () => {
  const idsOf = (given: { id: string }[]) => given.map(({ id }) => id)

  test('the open suggestion can be decided although the list does not hold it', () => {
    expect(idsOf(subjectsOf(['far'], [row('a')], detail('far')))).toEqual(['far'])
  })

  test('what is decided, or unknown, cannot', () => {
    expect(subjectsOf(['a', 'far', 'unknown'], [row('a', { status: 'dismissed' })], undefined)).toEqual([])
    expect(subjectsOf(['far'], [], detail('far', { status: 'auto_approved' }))).toEqual([])
  })

  test('what the list says goes before what was read earlier', () => {
    expect(subjectsOf(['a'], [row('a', { status: 'approved' })], detail('a'))).toEqual([])
  })

  test('the title is the one that was just written', () => {
    expect(subjectsOf(['a'], [row('a')], detail('a', { title: 'Call Mara' }))).toMatchObject([{ title: 'Call Mara' }])
  })

  test('one button takes what is sure enough and not flagged, as many as one request may', () => {
    const rows = [row('a', { confidence: 0.85 }), row('b', { confidence: 0.84 }), row('c', { flags: ['injection'] })]
    expect(idsOf(reaching(rows, 0.85))).toEqual(['a'])
    const more = Array.from({ length: mostAtOnce + 1 }, (_, index) => row(String(index)))
    expect(reaching(more, 0.85)).toHaveLength(mostAtOnce)
  })
})

describe('edits on their way', () => {
  const title = { title: 'Call Mara' }
  const tags = { tags: ['calls'] }
  const both: Waiting = { saved: detail('a'), edits: [title, tags] }

  test('are all seen at once', () => {
    expect(shownWith(both)).toMatchObject({ title: 'Call Mara', tags: ['calls'] })
  })

  test('one that is saved keeps the ones after it', () => {
    const next = answered(both, title, detail('a', { title: 'Call Mara', reasoning: 'as the server has it' }))
    expect(shownWith(next)).toMatchObject({ title: 'Call Mara', tags: ['calls'], reasoning: 'as the server has it' })
    expect(next.edits).toEqual([tags])
  })

  test('one that is refused goes alone', () => {
    expect(shownWith(answered(both, title, null))).toMatchObject({ title: 'Task a', tags: ['calls'] })
  })

  test('keep what was proposed until they are undone or refused', () => {
    const quote = { quote: 'at once', supports: 'priority', field: 'text', start: 0, end: 7 } as const
    const saved = detail('a', { evidence: [quote] })
    const priority = { priority: 'low' } as const
    expect(shownWith({ saved, edits: [priority] })?.evidence).toEqual([{ ...quote, proposed: 'medium' }])
    expect(shownWith({ saved, edits: [title] })?.evidence).toEqual([quote])
    expect(shownWith(answered({ saved, edits: [priority] }, priority, null))?.evidence).toEqual([quote])
  })

  test('before the suggestion is known there is nothing to show', () => {
    expect(shownWith({ saved: undefined, edits: [title] })).toBeUndefined()
  })
})

describe('sending again', () => {
  const lostOnTheWay = new TRPCClientError('fetch failed')
  const refused = TRPCClientError.from({
    error: { message: 'No.', code: -32600, data: { code: 'BAD_REQUEST', httpStatus: 400 } },
  })

  test('what got lost, three times', () => {
    expect([0, 1, 2, 3].map((failures) => sendAgain(failures, lostOnTheWay))).toEqual([true, true, true, false])
  })

  test('never what was answered, nor a fault of the page', () => {
    expect(sendAgain(0, refused)).toBe(false)
    expect(sendAgain(0, new Error('broken'))).toBe(false)
    expect(isLost(refused)).toBe(false)
  })
})
