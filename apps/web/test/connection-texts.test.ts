import { describe, expect, test } from 'vitest'
import { mendOf, setbackOf, unexplained } from '../src/features/connections/connection-state'
import {
  asSentence,
  canSync,
  disconnectText,
  expectedText,
  freshnessText,
  gapText,
  listeningText,
  liveText,
  mendReason,
  nextSyncText,
  othersText,
  progressText,
  sharedText,
  syncObstacle,
  waitingEventsText,
} from '../src/features/connections/connection-texts'
import type { Connection, SyncRun } from '../src/lib/api-types'

const now = Date.parse('2026-11-20T09:00:00Z')
const run: SyncRun = {
  id: 'r',
  trigger: 'schedule',
  state: 'done',
  startedAt: new Date(now),
  finishedAt: new Date(now),
  expected: null,
  fetched: 0,
  created: 0,
  skipped: 0,
  failed: 0,
  suggested: 0,
  autoApproved: 0,
  apiCalls: 1,
  quotaUnits: 2,
  errorCode: null,
  errorMessage: null,
  gapFrom: null,
  gapTo: null,
}
const connection: Connection = {
  id: 'c',
  provider: 'gmail',
  providerName: 'Gmail',
  words: { item: 'mail', service: 'Google' },
  appName: null,
  accountName: 'ada@northwind.example',
  ownerId: 'u',
  alsoConnectedBy: [],
  accessAfterDisconnect: 'ended',
  status: 'connected',
  errorCode: null,
  errorMessage: null,
  lastSyncAt: new Date(now),
  nextSyncAt: new Date('2026-11-20T09:15:00Z'),
  lastItemAt: null,
  usualEveryMinutes: null,
  expectedBy: null,
  gap: null,
  missingScopes: [],
  itemsPerDay: [],
  itemsTotal: 0,
  itemsToday: 0,
  suggestions: 0,
  approved: 0,
  run,
}
const unreachable = { errorCode: 'unavailable', errorMessage: 'Google cannot be reached at the moment.' }
const toArchive = 'archive mail when a task is done'

test.each([
  ['ended', /^Switchboard gives its access back to Gmail/],
  ['in_use', /Google still lists its access to ada@northwind\.example: another connection lives by it\.$/],
  ['theirs', /It stays valid at Google until somebody withdraws it there\.$/],
] as const)('Disconnecting, access %s', (accessAfterDisconnect, text) => {
  expect(disconnectText({ ...connection, accessAfterDisconnect })).toMatch(text)
})

test('Who else has connected the account is named', () => {
  expect(othersText(connection)).toBeNull()
  expect(sharedText(connection)).toBe('')
  expect(othersText({ ...connection, alsoConnectedBy: ['Ben Okafor', 'Cleo Marsh'] })).toBe(
    'Also connected by Ben Okafor and Cleo Marsh',
  )
  expect(sharedText({ ...connection, alsoConnectedBy: ['Ben Okafor'] })).toBe(
    ' Also connected by Ben Okafor: each of you has suggestions of your own from it.',
  )
})

test('A range that was not wholly covered is named in the member’s zone, with the reason', () => {
  const gap = { from: new Date('2026-11-12T08:14:00Z'), to: new Date('2026-11-19T09:02:00Z'), url: null }
  const words = { ...connection.words, notCovered: 'Gmail no longer knew.' }
  expect(gapText({ ...connection, gap, words }, now, 'Europe/Berlin')).toBe(
    'Some mail may have been missed: Thu 12 Nov, 09:14 to Thu 19 Nov, 10:02. Gmail no longer knew.',
  )
  expect(gapText({ ...connection, gap }, now, 'UTC')).toBe(
    'Some mail may have been missed: Thu 12 Nov, 08:14 to Thu 19 Nov, 09:02.',
  )
  expect(gapText(connection, now, 'UTC')).toBeNull()
})

describe('a sync that did not get through', () => {
  test('waits for the service, with its reason and the next try', () => {
    const waiting = { ...connection, ...unreachable }
    expect(setbackOf(waiting)).toMatchObject({ word: 'Waiting for Google', reason: unreachable.errorMessage })
    expect(asSentence(nextSyncText(waiting, now, 'UTC'))).toBe('Next try 09:15')
  })

  test('because it ended the server each time does not blame the service', () => {
    const ended = { ...connection, errorCode: 'interrupted', errorMessage: 'It is tried again with growing pauses.' }
    expect(setbackOf(ended)).toMatchObject({ word: 'Waiting to go on', reason: ended.errorMessage })
  })

  test('because this server lacks a key blames neither the service nor the account', () => {
    const keyless = {
      ...connection,
      errorCode: 'key_missing',
      errorMessage: 'Whoever runs Switchboard has to put it back.',
    }
    expect(setbackOf(keyless)).toMatchObject({ word: 'Waiting for a key of this server', reason: keyless.errorMessage })
    expect(mendOf(keyless)).toBeNull()
  })

  test('by a fault of our own says so, also without words of its own', () => {
    const failed = { ...connection, run: { ...run, state: 'failed' as const } }
    expect(setbackOf(failed)).toMatchObject({ word: 'Last sync failed', reason: unexplained })
  })

  test.each<[string, Partial<Connection>]>([
    ['all is well', {}],
    ['it is being tried again', { ...unreachable, run: { ...run, state: 'running' } }],
    ['a person has to act', { ...unreachable, status: 'error' }],
    ['it is paused', { ...unreachable, status: 'paused' }],
  ])('is no matter when %s', (_when, fields) => {
    expect(setbackOf({ ...connection, ...fields })).toBeNull()
  })

  test('does not change the words for the next sync otherwise', () => {
    expect(nextSyncText(connection, now, 'UTC')).toBe('next sync 09:15')
    expect(nextSyncText({ ...connection, nextSyncAt: new Date(now) }, now, 'UTC')).toBe('next sync in a moment')
    expect(nextSyncText({ ...connection, status: 'paused' }, now, 'UTC')).toBe('no next sync')
  })
})

test.each<[string, Partial<Connection>, boolean]>([
  ['all is well', {}, true],
  ['it waits to try again', unreachable, true],
  ['the provider has asked for a pause', { errorCode: 'rate_limited' }, false],
  ['that pause is over', { errorCode: 'rate_limited', nextSyncAt: new Date(now) }, true],
  ['one runs', { run: { ...run, state: 'running' } }, false],
  ['it is paused', { status: 'paused' }, false],
])('a sync can be asked for when %s: %#', (_when, fields, can) => {
  expect(canSync({ ...connection, ...fields }, now)).toBe(can)
})

describe('why nothing at all can be synced', () => {
  const limited = { ...connection, errorCode: 'rate_limited' }
  const paused = { ...connection, status: 'paused' as const }
  const ended = { ...connection, status: 'error' as const, errorCode: 'grant_revoked' }

  test.each<[Connection[], string | null]>([
    [[connection, limited, ended], null],
    [[{ ...connection, ...unreachable }], null],
    [[limited], '1 account waits for Google'],
    [[limited, limited, ended], '2 accounts wait for Google, 1 account needs you'],
    [
      [paused, paused, { ...connection, run: { ...run, state: 'running' } }],
      '2 accounts are paused, 1 account is syncing already',
    ],
  ])('%#', (connections, text) => {
    expect(syncObstacle(connections, now)).toBe(text)
  })
})

test.each([
  ['2026-11-20T09:00:04Z', 'next sync 09:00:04'],
  ['2026-11-20T09:00:30Z', 'next sync 09:00:30'],
  ['2026-11-20T09:02:00Z', 'next sync 09:02'],
])('a sync at %s is the %s', (at, text) => {
  expect(nextSyncText({ ...connection, nextSyncAt: new Date(at) }, now, 'UTC')).toBe(text)
})

test.each([
  [60, 'Last mail just now, usually every hour'],
  [0.5, 'Last mail just now, usually every minute'],
  [12, 'Last mail just now, usually every 12 min'],
  [null, 'Last mail just now'],
])('mail every %s minutes: %s', (usualEveryMinutes, text) => {
  expect(freshnessText({ ...connection, lastItemAt: new Date(now), usualEveryMinutes }, now, 'UTC')).toBe(text)
})

test.each<[Partial<SyncRun>, { suggestions: number; lessLikely: number } | undefined, string]>([
  [{ fetched: 120, expected: 480, suggested: 34 }, undefined, '120 of 480 fetched, 34 suggestions'],
  [{ fetched: 9, suggested: 1 }, undefined, '9 fetched, 1 suggestion'],
  [{ state: 'running' }, undefined, 'Just begun'],
  // Suggestions are told one by one, the run's figures with each batch.
  [{ state: 'running' }, { suggestions: 12, lessLikely: 0 }, '12 suggestions so far'],
  [
    { fetched: 60, suggested: 34 },
    { suggestions: 34, lessLikely: 7 },
    '60 fetched, 34 suggestions, 7 of them less likely',
  ],
  [{ fetched: 60, suggested: 34 }, { suggestions: 30, lessLikely: 0 }, '60 fetched, 34 suggestions'],
])('progress: %#', (fields, made, text) => {
  expect(progressText({ ...run, ...fields }, made)).toBe(text)
})

describe('what mends a connection', () => {
  test.each<[Partial<Connection>, ReturnType<typeof mendOf>]>([
    [{}, null],
    [{ missingScopes: [toArchive] }, 'grant'],
    [{ status: 'disconnected', missingScopes: [toArchive] }, null],
    [{ status: 'error', errorCode: 'grant_revoked' }, 'reconnect'],
    [{ status: 'error', errorCode: 'scope_missing' }, 'grant'],
    [{ status: 'error', errorCode: 'invalid_input' }, 'settings'],
    // Connecting anew would lead round in a circle.
    [{ status: 'error', errorCode: 'not_configured' }, 'check'],
  ])('%o: %s', (fields, mend) => {
    expect(mendOf({ ...connection, ...fields })).toBe(mend)
  })

  test('names what cannot be done without the access that is missing', () => {
    expect(mendReason({ ...connection, missingScopes: [toArchive] })).toContain(
      'Gmail does not let Switchboard archive mail when a task is done.',
    )
  })

  test('gives the provider’s reason when access is not what is missing', () => {
    const ended = { ...connection, status: 'error' as const, errorCode: 'grant_revoked', errorMessage: 'Access ended.' }
    expect(mendReason({ ...ended, missingScopes: [toArchive] })).toBe('Access ended.')
  })
})

describe('whether a provider tells of changes', () => {
  const until = new Date(now + 86_400_000)
  const live = {
    promised: true,
    obstacle: null,
    until,
    renewsAt: new Date(now + 3 * 3_600_000),
    refusal: null,
    lastEventAt: null,
  }
  const calendar = { item: 'events', service: 'Google', told: 'each change of the calendar' }
  const textOf = (fields: Partial<typeof live> | { obstacle: string }, more: Partial<Connection> = {}) =>
    liveText({ ...connection, ...more }, { ...live, ...fields }, now, 'UTC')

  test.each([
    [
      textOf({}),
      /^Google tells of each new mail at once; its promise holds until .* and is renewed daily, next 12:00\.$/,
    ],
    [textOf({}, { words: calendar }), /^Google tells of each change of the calendar at once; its promise/],
    [textOf({ renewsAt: new Date(now) }), /is renewed daily, next within the hour\.$/],
    [textOf({ promised: false }), /^Google tells of each new mail at once\.$/],
    [
      textOf({ until: new Date(now - 1) }),
      /has not promised to tell of changes; until it does, what is new comes with each sync/,
    ],
    [
      textOf(
        { until: new Date(now - 1) },
        { words: { item: 'message', service: 'Telegram', untold: 'messages may not come in' } },
      ),
      /^Telegram has not promised to tell of changes; until it does, messages may not come in\.$/,
    ],
    [
      textOf({ obstacle: 'Google cannot call here.' }),
      /^Google cannot call here\. What is new comes with each sync\.$/,
    ],
    [textOf({}, { status: 'paused' }), /^Paused/],
  ])('%s', (text, wanted) => {
    expect(text).toMatch(wanted)
  })
})

describe('Whether new mail is heard at once', () => {
  const everyMinutes = 60
  const at = (minutes: number) => new Date(now + minutes * 60_000)
  test.each([
    [{ since: at(-30), retryAt: null }, 'Listening since 08:30'],
    [
      { since: null, retryAt: at(5) },
      'Looks every hour; the conversation with Google could not be kept open, it is tried again at 09:05',
    ],
    [
      { since: null, retryAt: at(0) },
      'Looks every hour; the conversation with Google could not be kept open, it is tried again now',
    ],
    [{ since: null, retryAt: null }, 'Looks every hour; nobody listens at the moment'],
  ])('%j', (listening, text) => {
    const { words } = connection
    expect(listeningText({ words, listening: { ...listening, everyMinutes } }, now, 'UTC')).toBe(text)
  })
  test('is not said where nobody would', () => {
    expect(listeningText({ words: connection.words, listening: null }, now, 'UTC')).toBeNull()
  })
})

test.each([
  [null, null],
  [new Date(now + 60_000), 'New mail expected by 09:01 at the latest'],
  [new Date(now), 'New mail expected by 09:00; nothing has come yet'],
])('The next item, expected by %s', (expectedBy, text) => {
  expect(expectedText({ ...connection, expectedBy }, now, 'UTC')).toBe(text)
})

test('events that wait for a service say why, and when they are tried again', () => {
  const waiting = { count: 1, until: new Date('2026-11-20T09:30:00Z'), reason: 'Slack asks us to slow down.' }
  const text = (waitingEvents: typeof waiting | null) => waitingEventsText({ waitingEvents }, now, 'UTC')
  expect(text(waiting)).toBe(
    '1 event has come and could not be worked on yet. Slack asks us to slow down. Next try 09:30.',
  )
  expect(text({ ...waiting, count: 1_200, until: new Date(now) })).toBe(
    '1,200 events have come and could not be worked on yet. Slack asks us to slow down. Next try in a moment.',
  )
  expect(text(null)).toBeNull()
})
