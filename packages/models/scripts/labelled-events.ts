import type { EventItem } from '@switchboard/core/items'
import type { TaskModel } from '@switchboard/core/ports/task-model'
import { proposalSchema } from '@switchboard/core/suggestions/proposal'
import { z } from 'zod'
import { measure, type Metrics, type Scored } from '../src/metrics'
import { readLines } from './read-lines'

const whoSchema = z.enum(['own', 'colleague', 'external'])
const labelledSchema = z.object({
  title: z.string(),
  text: z.string().default(''),
  organiser: whoSchema,
  guests: z.array(whoSchema),
  recurring: z.boolean().default(false),
  days: z.boolean().default(false),
  expect: z.enum(['prepare', 'follow_up', 'none']),
})
export type LabelledEvent = z.infer<typeof labelledSchema>

/** Reads labelled events, one JSON object a line. */
export const readEvents = (file: string, content: string): LabelledEvent[] => readLines(file, content, labelledSchema)

const reader = { name: 'Ada Lindqvist', addresses: ['ada@northwind.example'] }
const people = {
  own: { name: 'Ada Lindqvist', address: 'ada@northwind.example' },
  colleague: { name: 'Ben Okafor', address: 'ben@northwind.example' },
  external: { name: 'Clara Voss', address: 'clara@meridian.example' },
}

/** An event at Thursday noon that came on the Monday before, in the form of a provider. */
export function eventOf({ title, text, organiser, guests, recurring, days }: LabelledEvent): EventItem {
  return {
    kind: 'event',
    externalId: 'labelled',
    threadId: recurring ? 'series' : null,
    title,
    sender: people[organiser],
    receivedAt: '2026-03-02T08:00:00.000Z',
    url: null,
    text,
    startsAt: '2026-03-05T12:00:00.000Z',
    endsAt: '2026-03-05T13:00:00.000Z',
    days: days ? { first: '2026-03-05', last: '2026-03-05' } : null,
    recurring,
    response: 'accepted',
    prepareBy: '2026-03-04T12:00:00.000Z',
    location: null,
    meetingUrl: null,
    organiser: people[organiser],
    attendees: guests.length > 0 ? [people.own, ...guests.map((guest) => people[guest])] : [],
  }
}

export type JudgedEvent = LabelledEvent & {
  confidence: number
  proposedAs: 'prepare' | 'follow_up' | 'none'
  task: string
}

/** A model on labelled events, one call each: whether something is to be done, and whether before or after. */
export async function evaluateEvents(model: TaskModel, events: readonly LabelledEvent[]) {
  const judged: JudgedEvent[] = []
  for (const event of events) {
    const item = eventOf(event)
    const request = { item, timeZone: 'Europe/Berlin', person: reader, repair: null }
    const { answer } = await model.propose(request, AbortSignal.timeout(60_000))
    const { confidence, dueAt, title } = proposalSchema.parse(answer)
    const isAfter = dueAt !== null && Date.parse(dueAt) > Date.parse(item.startsAt)
    const proposedAs = confidence < 0.5 ? 'none' : isAfter ? 'follow_up' : 'prepare'
    judged.push({ ...event, confidence, proposedAs, task: title })
  }
  const scored = judged.map(({ confidence, expect }): Scored => ({
    probability: confidence,
    intent: expect !== 'none',
  }))
  const asks = judged.filter(({ expect }) => expect !== 'none')
  const rightly = asks.filter(({ expect, proposedAs }) => expect === proposedAs).length / asks.length
  const metrics: Metrics & { rightly: number } = { ...measure(scored), rightly: Math.round(rightly * 10_000) / 10_000 }
  return { judged, metrics }
}
