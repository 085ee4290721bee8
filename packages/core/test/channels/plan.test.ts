import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planMessage, type PlanInput, type Route } from '@switchboard/core/channels/plan'
import { defaultPreferences, type Preferences } from '@switchboard/core/channels/preferences'

/** Monday, 10:00 in Berlin. */
const now = new Date('2026-03-02T09:00:00Z')
const minutes = (count: number) => new Date(now.getTime() + count * 60_000)
const seconds = (count: number) => new Date(now.getTime() + count * 1_000)

const route = (channel: Route['channel'], fields: Partial<Route> = {}): Route => ({
  id: channel === 'web' ? null : channel,
  channel,
  connectionId: null,
  address: `${channel} of Ada`,
  obstacle: null,
  waitsUntil: null,
  isConfirmed: true,
  mostAttempts: 4,
  breaker: 'closed',
  freeAt: null,
  queue: null,
  ...fields,
})

type Tried = PlanInput['deliveries'][number]
const tried = (channel: Route['channel'], state: Tried['state'], fields: Partial<Tried> = {}): Tried => ({
  channel,
  connectionId: null,
  address: `${channel} of Ada`,
  state,
  startedAt: minutes(-1),
  errorCode: state === 'failed' ? 'unavailable' : null,
  ...fields,
})

type Case = {
  message?: Partial<PlanInput['message']>
  preferences?: Partial<Preferences> | null
  routes?: Route[]
  deliveries?: Tried[]
  isPresent?: boolean
}

const inputOf = ({ message, preferences, routes, deliveries, isPresent }: Case): PlanInput => ({
  message: { kind: 'alert', urgency: 'normal', asks: false, avoids: [], only: null, answers: null, ...message },
  preferences: preferences === null ? null : { ...defaultPreferences, ...preferences },
  routes: routes ?? [route('web'), route('slack'), route('email')],
  deliveries: deliveries ?? [],
  isPresent: isPresent ?? false,
  timeZone: 'Europe/Berlin',
  jitter: 0.5,
  now,
})

/** `send slack, email`, `wait 30s`, `done`, `nobody`. */
function planned(input: PlanInput): string {
  const plan = planMessage(input)
  if (plan.kind === 'send') return `send ${plan.routes.map(({ channel }) => channel).join(', ')}`
  if (plan.kind === 'wait') return `wait ${(plan.until.getTime() - now.getTime()) / 1_000} s: ${plan.why}`
  return plan.kind
}

const on = (...channels: Preferences['channels'][number]['channel'][]) =>
  channels.map((channel) => ({ channel, on: true, priority: 1 }))
const offFor = (off: Route['channel']) =>
  (['web', 'slack', 'email'] as const).map((channel) => ({ channel, on: channel !== off, priority: 1 }))
const asked = { channel: 'email', connectionId: null, address: 'email of Ada' } as const
const night = { from: 22 * 60, to: 11 * 60 }

const rules: [rule: string, given: Case, expected: string][] = [
  ['the default order, web only while a page is open', {}, 'send slack, email'],
  ['an open page comes first', { isPresent: true }, 'send web, slack, email'],
  ['the person’s own order', { preferences: { channels: on('email', 'slack', 'web') } }, 'send email, slack'],
  [
    'priorities come before the order',
    {
      preferences: {
        channels: [
          { channel: 'slack', on: true, priority: 3 },
          { channel: 'email', on: true, priority: 1 },
        ],
      },
    },
    'send email, slack',
  ],
  [
    'what is turned off is not used',
    {
      preferences: {
        channels: [
          { channel: 'slack', on: false, priority: 1 },
          { channel: 'email', on: true, priority: 1 },
        ],
      },
    },
    'send email',
  ],
  [
    'an address that is not confirmed is not used',
    { routes: [route('slack', { isConfirmed: false }), route('email')] },
    'send email',
  ],
  [
    'a connection that needs a person is not used',
    { routes: [route('slack', { obstacle: 'It is paused.' }), route('email')] },
    'send email',
  ],
  ['what a message is about does not carry it', { message: { avoids: ['slack'] } }, 'send email'],
  [
    'an open breaker is passed over',
    { routes: [route('slack', { breaker: 'open', freeAt: minutes(1) }), route('email')] },
    'send email',
  ],
  [
    'a half-open one gets its probe',
    { routes: [route('slack', { breaker: 'half-open' }), route('email')] },
    'send slack, email',
  ],
  [
    'with nothing but open breakers it waits for the first',
    {
      routes: [
        route('slack', { breaker: 'open', freeAt: minutes(2) }),
        route('email', { breaker: 'open', freeAt: minutes(1) }),
      ],
    },
    'wait 60 s: It fails at the moment, and rests.',
  ],
  [
    'a token that comes soon is waited for',
    { routes: [route('slack', { freeAt: seconds(5) }), route('email')] },
    'wait 5 s: No more may be sent by it at the moment.',
  ],
  ['one that comes late is not', { routes: [route('slack', { freeAt: seconds(40) }), route('email')] }, 'send email'],
  [
    'an urgent message waits for no token',
    { message: { urgency: 'urgent' }, routes: [route('slack', { freeAt: seconds(5) }), route('email')] },
    'send email',
  ],
  ['quiet hours hold', { preferences: { quietHours: night } }, 'wait 3600 s: Quiet hours.'],
  ['quiet hours do not keep it from an open page', { preferences: { quietHours: night }, isPresent: true }, 'send web'],
  [
    'an urgent message breaks quiet hours',
    { message: { urgency: 'urgent' }, preferences: { quietHours: night } },
    'send slack, email',
  ],
  [
    'unless the person does not want that',
    { message: { urgency: 'urgent' }, preferences: { quietHours: night, urgentInQuietHours: false } },
    'wait 3600 s: Quiet hours.',
  ],
  [
    'an urgent suggestion does not',
    { message: { kind: 'suggestion', urgency: 'urgent' }, preferences: { quietHours: night } },
    'wait 3600 s: Quiet hours.',
  ],
  [
    'unless the person wants just that',
    {
      message: { kind: 'suggestion', urgency: 'urgent' },
      preferences: { quietHours: night, urgentInQuietHours: false, suggestionsInQuietHours: true },
    },
    'send slack, email',
  ],
  ['what has arrived is done', { deliveries: [tried('slack', 'sent')] }, 'done'],
  ['what has been seen is done', { deliveries: [tried('slack', 'delivered')] }, 'done'],
  [
    'what asks waits for an answer',
    { message: { asks: true }, deliveries: [tried('slack', 'sent')] },
    'wait 1740 s: An answer is waited for.',
  ],
  [
    'then it goes on',
    { message: { asks: true }, deliveries: [tried('slack', 'sent', { startedAt: minutes(-30) })] },
    'send email',
  ],
  [
    'until no channel is left',
    {
      message: { asks: true },
      deliveries: [
        tried('slack', 'sent', { startedAt: minutes(-70) }),
        tried('email', 'sent', { startedAt: minutes(-31) }),
      ],
    },
    'done',
  ],
  [
    'what failed just now is tried again first',
    { deliveries: [tried('slack', 'failed', { startedAt: now })] },
    'wait 2 s: It failed, and is tried again in a moment.',
  ],
  ['after its pause', { deliveries: [tried('slack', 'failed', { startedAt: seconds(-2) })] }, 'send slack, email'],
  [
    'an urgent one goes to the next channel meanwhile',
    { message: { urgency: 'urgent' }, deliveries: [tried('slack', 'failed', { startedAt: now })] },
    'send email',
  ],
  [
    'the last attempt hands on',
    { deliveries: Array.from({ length: 4 }, () => tried('slack', 'failed', { startedAt: seconds(-60) })) },
    'send email',
  ],
  [
    'being asked to slow down is no attempt',
    {
      deliveries: Array.from({ length: 4 }, () =>
        tried('slack', 'failed', { startedAt: seconds(-60), errorCode: 'rate_limited' }),
      ),
    },
    'send slack, email',
  ],
  [
    'unless it asks again and again',
    {
      deliveries: Array.from({ length: 10 }, () =>
        tried('slack', 'failed', { startedAt: seconds(-60), errorCode: 'rate_limited' }),
      ),
    },
    'send email',
  ],
  [
    'with no other way it is tried on, with growing pauses',
    {
      routes: [route('slack')],
      deliveries: Array.from({ length: 6 }, () => tried('slack', 'failed', { startedAt: seconds(-60) })),
    },
    'wait 180 s: It failed, and is tried again in a while.',
  ],
  [
    'after which it goes out',
    {
      routes: [route('slack')],
      deliveries: Array.from({ length: 6 }, () => tried('slack', 'failed', { startedAt: minutes(-4) })),
    },
    'send slack',
  ],
  [
    'of an hour at the most',
    {
      routes: [route('slack')],
      deliveries: Array.from({ length: 20 }, () => tried('slack', 'failed', { startedAt: now })),
    },
    'wait 3600 s: It failed, and is tried again in a while.',
  ],
  [
    'until a day after the first attempt',
    {
      routes: [route('slack')],
      deliveries: [minutes(-24 * 60), minutes(-60), minutes(-60), minutes(-60)].map((startedAt) =>
        tried('slack', 'failed', { startedAt }),
      ),
    },
    'nobody',
  ],
  [
    'nor where the connection is to be tried once',
    { routes: [route('slack', { mostAttempts: 1 })], deliveries: [tried('slack', 'failed')] },
    'nobody',
  ],
  [
    'nor when it has arrived elsewhere',
    {
      message: { asks: true },
      deliveries: [
        ...Array.from({ length: 4 }, () => tried('slack', 'failed')),
        tried('email', 'sent', { startedAt: minutes(-31) }),
      ],
    },
    'done',
  ],
  [
    'an address that takes nothing at the moment is asked again in minutes',
    { routes: [route('email')], deliveries: [tried('email', 'failed', { errorCode: 'address_busy' })] },
    'wait 240 s: It failed, and is tried again in a while.',
  ],
  [
    'and another channel is taken meanwhile',
    { deliveries: [tried('slack', 'failed', { errorCode: 'address_busy' })] },
    'send email',
  ],
  [
    'what cannot be delivered hands on at once',
    { deliveries: [tried('slack', 'failed', { startedAt: now, errorCode: 'gone' })] },
    'send email',
  ],
  ['what may have arrived is not sent there again', { deliveries: [tried('slack', 'unknown')] }, 'send email'],
  ...(['sent', 'delivered', 'unknown'] as const).map((state): (typeof rules)[number] => [
    `what is ${state} at an address goes there by no other way`,
    {
      message: { asks: true },
      routes: [route('email', { id: 'own', connectionId: 'own' }), route('email'), route('slack')],
      deliveries: [tried('email', state, { connectionId: 'own', startedAt: minutes(-31) })],
    },
    'send slack',
  ]),
  [
    'what failed by one way goes to the address by another',
    {
      routes: [route('email', { id: 'own', connectionId: 'own' }), route('email')],
      deliveries: [tried('email', 'failed', { connectionId: 'own', errorCode: 'gone' })],
    },
    'send email',
  ],
  [
    'a room has nobody’s preferences: no quiet hours, nothing turned off',
    { preferences: null, routes: [route('slack')] },
    'send slack',
  ],
  [
    'a room that was given up is not written to',
    { preferences: null, routes: [route('slack', { isConfirmed: false })] },
    'nobody',
  ],
  [
    'a room waits for its only way',
    { preferences: null, routes: [route('slack', { breaker: 'open', freeAt: minutes(2) })] },
    'wait 120 s: It fails at the moment, and rests.',
  ],
  [
    'what a page has got is waited for a moment, until it is seen',
    { isPresent: true, deliveries: [tried('web', 'sent', { startedAt: seconds(-10) })] },
    'wait 20 s: Whether it is seen on the page is waited for.',
  ],
  ['what nobody has seen there goes on', { isPresent: true, deliveries: [tried('web', 'sent')] }, 'send slack, email'],
  ['what was seen there is done', { isPresent: true, deliveries: [tried('web', 'delivered')] }, 'done'],
  [
    'what is for pages alone stands there until they come',
    { message: { only: 'web' }, deliveries: [tried('web', 'sent')] },
    'done',
  ],
  [
    'a room’s account that is paused is waited for',
    { preferences: null, routes: [route('slack', { obstacle: 'It is paused.', waitsUntil: minutes(60) })] },
    'wait 900 s: It is paused.',
  ],
  [
    'but not for ever',
    { preferences: null, routes: [route('slack', { obstacle: 'It is paused.', waitsUntil: minutes(0) })] },
    'nobody',
  ],
  [
    'nor when nobody wants it there any more',
    {
      preferences: null,
      routes: [route('slack', { obstacle: 'It is paused.', waitsUntil: minutes(60), isConfirmed: false })],
    },
    'nobody',
  ],
  [
    'what a room has got is done, though nobody answers',
    { message: { asks: true }, preferences: null, routes: [route('slack')], deliveries: [tried('slack', 'sent')] },
    'done',
  ],
  ['with no way at all there is nobody', { routes: [] }, 'nobody'],
  ['one for a single channel goes by no other', { message: { only: 'email' } }, 'send email'],
  [
    'nor where that cannot be used',
    { message: { only: 'slack' }, routes: [route('slack', { obstacle: 'It is paused.' }), route('email')] },
    'nobody',
  ],
  [
    'nor where nobody has answered there',
    { message: { only: 'slack', asks: true }, deliveries: [tried('slack', 'sent', { startedAt: minutes(-60) })] },
    'done',
  ],
  ['for the browser alone it stands there when they come', { message: { only: 'web' } }, 'send web'],
  [
    'an answer goes first where the person has asked',
    { message: { answers: asked }, isPresent: true },
    'send email, web, slack',
  ],
  [
    'also where they want no other messages, and in quiet hours',
    { message: { answers: asked }, preferences: { channels: offFor('email'), quietHours: night } },
    'send email',
  ],
  [
    'and by the others when that fails',
    { message: { answers: asked }, deliveries: [tried('email', 'failed', { errorCode: 'gone' })] },
    'send slack',
  ],
  [
    'an address on the same channel at which they have not asked comes in its turn',
    { message: { answers: { ...asked, address: 'another' } } },
    'send slack, email',
  ],
  [
    'one for a single channel goes nowhere else to answer',
    { message: { answers: asked, only: 'slack' } },
    'send slack',
  ],
]

test.each(rules)('%s', (_rule, given, expected) => {
  expect(planned(inputOf(given))).toBe(expected)
})

describe('quiet hours', () => {
  test('end on the clock on the wall, also in the night in which it is put forward', () => {
    const input = { ...inputOf({ preferences: { quietHours: { from: 22 * 60, to: 7 * 60 } } }) }
    const plan = planMessage({ ...input, now: new Date('2026-03-28T22:00:00Z') })
    expect(plan).toMatchObject({ kind: 'wait', until: new Date('2026-03-29T05:00:00Z') })
  })

  test('end after now where the clock is put back and shows the same time twice', () => {
    const input = inputOf({ preferences: { quietHours: { from: 22 * 60, to: 90 } } })
    const at = (time: string) => planMessage({ ...input, timeZone: 'America/New_York', now: new Date(time) })
    expect(at('2026-11-01T05:15:00Z')).toMatchObject({ kind: 'wait', until: new Date('2026-11-01T05:30:00Z') })
    expect(at('2026-11-01T06:15:00Z')).toMatchObject({ kind: 'wait', until: new Date('2026-11-01T06:30:00Z') })
  })
})

const channels = ['web', 'slack', 'email', 'telegram'] as const
const instants = fc.integer({ min: -7_200, max: 7_200 }).map(seconds)
const routes = fc.array(
  fc.record({
    id: fc.constantFrom(null, 'one', 'two'),
    channel: fc.constantFrom(...channels),
    connectionId: fc.constantFrom(null, 'own'),
    address: fc.constantFrom('a', 'b'),
    obstacle: fc.option(fc.constant('It is paused.'), { nil: null }),
    waitsUntil: fc.option(instants, { nil: null }),
    isConfirmed: fc.boolean(),
    mostAttempts: fc.integer({ min: 1, max: 10 }),
    breaker: fc.constantFrom('closed' as const, 'open' as const, 'half-open' as const),
    freeAt: fc.option(instants, { nil: null }),
    queue: fc.constant(null),
  }),
  { maxLength: 8 },
)
// An open breaker says until when.
const states = routes.map((all) => all.map((one) => (one.breaker === 'open' ? { ...one, freeAt: minutes(5) } : one)))
const preferences = fc.record({
  channels: fc
    .shuffledSubarray([...channels], { minLength: 4 })
    .chain((order) =>
      fc.tuple(
        ...order.map((channel) =>
          fc.record({ channel: fc.constant(channel), on: fc.boolean(), priority: fc.integer({ min: 1, max: 3 }) }),
        ),
      ),
    ),
  quietHours: fc.option(
    fc
      .record({ from: fc.integer({ min: 0, max: 1_439 }), to: fc.integer({ min: 0, max: 1_439 }) })
      .filter(({ from, to }) => from !== to),
    { nil: null },
  ),
  urgentInQuietHours: fc.boolean(),
  suggestionsInQuietHours: fc.boolean(),
  answerWithinMinutes: fc.integer({ min: 1, max: 60 }),
  suggestionsFrom: fc.constant(null),
  digestAt: fc.constant(null),
})
const inputsNow: fc.Arbitrary<PlanInput> = fc.record({
  message: fc.record({
    kind: fc.constantFrom('alert', 'suggestion'),
    urgency: fc.constantFrom('low' as const, 'normal' as const, 'urgent' as const),
    asks: fc.boolean(),
    avoids: fc.subarray(['one', 'two']),
    only: fc.option(fc.constantFrom(...channels), { nil: null }),
    answers: fc.option(
      fc.record({
        channel: fc.constantFrom(...channels),
        connectionId: fc.constant(null),
        address: fc.constantFrom('a', 'b'),
      }),
      { nil: null },
    ),
  }),
  preferences: fc.option(preferences, { nil: null, freq: 5 }),
  routes: states,
  deliveries: fc.array(
    fc.record({
      channel: fc.constantFrom(...channels),
      connectionId: fc.constantFrom(null, 'own'),
      address: fc.constantFrom('a', 'b'),
      state: fc.constantFrom(
        'sending' as const,
        'sent' as const,
        'delivered' as const,
        'failed' as const,
        'unknown' as const,
      ),
      startedAt: instants,
      errorCode: fc.constantFrom(null, 'unavailable', 'rate_limited', 'gone'),
    }),
    { maxLength: 6 },
  ),
  isPresent: fc.boolean(),
  timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC'),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  now: fc.constant(now),
})

/** Any minute of the year, and those about which clocks are changed more often. */
const shifts = fc.oneof(
  fc.integer({ min: 0, max: 365 * 24 * 60 }).map((count) => count * 60_000),
  fc
    .tuple(
      fc.constantFrom('2026-03-08T07:00Z', '2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-11-01T06:00Z'),
      fc.integer({ min: -120, max: 120 }),
    )
    .map(([change, count]) => new Date(change).getTime() + count * 60_000 - now.getTime()),
)
const inputs = fc.tuple(inputsNow, shifts).map(([input, ms]): PlanInput => {
  const shifted = (at: Date | null) => at && new Date(at.getTime() + ms)
  return {
    ...input,
    now: new Date(now.getTime() + ms),
    routes: input.routes.map((one) => ({
      ...one,
      waitsUntil: shifted(one.waitsUntil),
      freeAt: shifted(one.freeAt),
    })),
    deliveries: input.deliveries.map((one) => ({ ...one, startedAt: new Date(one.startedAt.getTime() + ms) })),
  }
})

const isAsked = ({ message: { answers } }: PlanInput, { channel, connectionId, address }: Route) =>
  answers?.channel === channel && answers.connectionId === connectionId && answers.address === address

test('no plan uses what may not be used', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const plan = planMessage(input)
      if (plan.kind === 'wait') expect(plan.until.getTime()).toBeGreaterThan(input.now.getTime())
      if (plan.kind !== 'send') return
      for (const used of plan.routes) {
        expect(used.breaker).not.toBe('open')
        expect(used.freeAt === null || used.freeAt <= input.now).toBe(true)
        expect(used.isConfirmed).toBe(true)
        expect(used.obstacle).toBeNull()
        expect(input.message.only ?? used.channel).toBe(used.channel)
        expect(used.channel !== 'web' || input.isPresent || input.message.only === 'web').toBe(true)
        const own = input.preferences?.channels.find(({ channel }) => channel === used.channel)
        const isOn = !input.preferences || own?.on === true
        expect(isOn || isAsked(input, used)).toBe(true)
        expect(input.message.avoids).not.toContain(used.id)
        // By whichever way.
        const before = input.deliveries.filter(
          ({ channel, address }) => channel === used.channel && address === used.address,
        )
        expect(before.every(({ state }) => state === 'failed')).toBe(true)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('an urgent message gets a channel whenever one works', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const input = {
        ...given,
        message: { ...given.message, urgency: 'urgent' as const },
        preferences: given.preferences && {
          ...given.preferences,
          urgentInQuietHours: true,
          suggestionsInQuietHours: true,
        },
        deliveries: [],
      }
      const works = input.routes.some(
        (one) =>
          one.breaker !== 'open' &&
          (one.freeAt === null || one.freeAt <= input.now) &&
          one.isConfirmed &&
          one.obstacle === null &&
          (one.id === null || !input.message.avoids.includes(one.id)) &&
          (one.channel !== 'web' || input.isPresent || input.message.only === 'web') &&
          (input.message.only ?? one.channel) === one.channel &&
          (!input.preferences ||
            isAsked(input, one) ||
            input.preferences.channels.some(({ channel, on: isOn }) => channel === one.channel && isOn)),
      )
      expect(planMessage(input).kind === 'send').toBe(works)
    }),
    { numRuns: 2_000 },
  )
})
