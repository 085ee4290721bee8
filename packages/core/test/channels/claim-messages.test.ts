import { describe, expect, test } from 'vitest'
import type { Urgency } from '@switchboard/db'
import { buildMember, createTestDatabase, testContext } from '@switchboard/testing'
import { claimMessages } from '@switchboard/core/channels/claim-messages'
import { queueMessages } from '@switchboard/core/channels/queue-messages'
import { jobId } from './reachable'

const database = createTestDatabase()

type Burst = { of: string; urgency?: Urgency; count?: number; dueInMs?: number }

/** The only messages that there are: named after their team, their urgency and their number. */
async function queued(bursts: Burst[]) {
  const ctx = testContext(database)
  const now = ctx.clock.now()
  await database.db.outboundMessage.deleteMany()
  let queuedBefore = 0
  const people = new Map<string, { teamId: string; userId: string }>()
  for (const { of, urgency = 'normal', count = 1, dueInMs = 0 } of bursts) {
    const person = people.get(of) ?? (await buildMember(database.db)).actor
    people.set(of, person)
    const messages = Array.from({ length: count }, (_, place) => ({
      teamId: person.teamId,
      userId: person.userId,
      key: `${of} ${urgency} ${place + 1}`,
      kind: 'test' as const,
      urgency,
      // What comes later in the table is due later.
      dueAt: new Date(now.getTime() + (dueInMs || queuedBefore + place - 60_000)),
    }))
    await queueMessages(database.db, messages, now)
    queuedBefore += count
  }
  return ctx
}

const rules: { rule: string; bursts: Burst[]; first: string[] }[] = [
  {
    rule: 'the one that is due first comes first',
    bursts: [{ of: 'A', count: 3 }],
    first: ['A normal 1', 'A normal 2', 'A normal 3'],
  },
  {
    rule: 'an urgent one does not wait behind a thousand of its team',
    bursts: [
      { of: 'A', count: 1_000 },
      { of: 'A', urgency: 'urgent' },
    ],
    first: ['A urgent 1', 'A normal 1', 'A normal 2'],
  },
  {
    rule: 'nor behind those of another team, also when it is not the first of its own',
    bursts: [
      { of: 'A', count: 1_000 },
      { of: 'B', urgency: 'urgent', count: 3 },
    ],
    first: ['B urgent 1', 'B urgent 2', 'B urgent 3', 'A normal 1'],
  },
  {
    rule: 'a burst of one team holds up no other: one of each after another',
    bursts: [{ of: 'A', count: 1_000 }, { of: 'B', count: 2 }, { of: 'C' }],
    first: ['A normal 1', 'B normal 1', 'C normal 1', 'A normal 2', 'B normal 2', 'A normal 3'],
  },
  {
    rule: 'nor does a burst of urgent ones: ten go first, the others in their turn',
    bursts: [
      { of: 'A', urgency: 'urgent', count: 1_000 },
      { of: 'B', count: 2 },
      { of: 'C', urgency: 'urgent' },
    ],
    first: [
      'A urgent 1',
      'C urgent 1',
      ...Array.from({ length: 9 }, (_, place) => `A urgent ${place + 2}`),
      'B normal 1',
      'B normal 2',
      'A urgent 11',
    ],
  },
  {
    rule: 'within a team urgent comes before normal, and normal before low',
    bursts: [{ of: 'A', urgency: 'low' }, { of: 'A' }, { of: 'A', urgency: 'urgent' }],
    first: ['A urgent 1', 'A normal 1', 'A low 1'],
  },
  {
    rule: 'what is not due yet is not taken, however urgent',
    bursts: [
      { of: 'A', urgency: 'urgent', dueInMs: 1 },
      { of: 'B', urgency: 'low' },
    ],
    first: ['B low 1'],
  },
]

describe('the order of messages', () => {
  test.each(rules)('$rule', async ({ bursts, first }) => {
    const ctx = await queued(bursts)
    const claimed = (await claimMessages(ctx, jobId())).map(({ key }) => key)
    expect(claimed.slice(0, first.length)).toEqual(first)
    const due = bursts.filter(({ dueInMs }) => !dueInMs).reduce((sum, { count = 1 }) => sum + count, 0)
    expect(claimed).toHaveLength(Math.min(100, due))
  })

  test('holds under two claimers, who take all and nothing twice', async () => {
    const ctx = await queued([
      { of: 'A', count: 730 },
      { of: 'B', count: 20 },
      { of: 'C', urgency: 'urgent', count: 5 },
    ])
    const claimer = async () => {
      const batches: string[][] = []
      for (;;) {
        const batch = (await claimMessages(ctx, jobId())).map(({ key }) => key)
        if (batch.length === 0) return batches
        batches.push(batch)
      }
    }
    const [one, other] = await Promise.all([claimer(), claimer()])
    const keys = [...one, ...other].flat()
    expect(new Set(keys).size).toBe(755)
    expect(keys).toHaveLength(755)
    // Whichever of the two was first: the urgent, and those of the small team, are in the first hundred of one of them.
    const firstBatches = [one[0] ?? [], other[0] ?? []].flat()
    expect(firstBatches.filter((key) => !key.startsWith('A'))).toHaveLength(25)
  })
})
