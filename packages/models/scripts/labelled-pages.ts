import type { PageItem } from '@switchboard/core/items'
import type { TaskModel } from '@switchboard/core/ports/task-model'
import { priorities, proposalSchema } from '@switchboard/core/suggestions/proposal'
import { z } from 'zod'
import { measure, type Metrics, type Scored } from '../src/metrics'
import { compareDates } from './dated-items'
import { readLines } from './read-lines'

const due = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).nullable()
const common = {
  title: z.string(),
  text: z.string().default(''),
  concern: z.enum(['assigned', 'mentioned']).default('mentioned'),
  status: z.string().nullable().default(null),
  dueAt: due.default(null),
  properties: z.record(z.string(), z.string()).default({}),
}
const labelledSchema = z.discriminatedUnion('intent', [
  z.object({ ...common, intent: z.literal(true), due, priority: z.enum(priorities) }),
  z.object({ ...common, intent: z.literal(false) }),
])
export type LabelledPage = z.infer<typeof labelledSchema>

/** Reads labelled pages and rows, one JSON object a line. `dueAt` is what the table says, `due` what a person finds. */
export const readPages = (file: string, content: string): LabelledPage[] => readLines(file, content, labelledSchema)

const reader = { name: 'Ada Lindqvist', addresses: ['ada@northwind.example'] }
const timeZone = 'Europe/Berlin'

/** A page that was last edited on a Monday morning, in the form of a provider. */
export function pageOf({ title, text, concern, status, dueAt, properties }: LabelledPage): PageItem {
  const named = Object.entries(properties).map(([name, value]) => ({ name, value }))
  const lines = text.split('\n').filter((line) => line.includes('@Ada') && !line.trimStart().startsWith('[x]'))
  return {
    kind: 'page',
    externalId: 'labelled',
    threadId: null,
    title,
    sender: { name: 'Ben Okafor', address: 'ben@northwind.example' },
    receivedAt: '2026-03-02T08:00:00.000Z',
    url: null,
    text,
    concern,
    roles:
      concern === 'assigned' ? named.flatMap(({ name, value }) => (value.includes(reader.name) ? [name] : [])) : [],
    status,
    dueAt,
    properties: named,
    mentions: lines.map((line) => line.replace(/^\s*(?:[-|]|\[ \]) /, '')),
  }
}

export type JudgedPage = {
  page: LabelledPage
  confidence: number
  task: string
  dueAt: string | null
  priority: string
}
export type PageMetrics = Metrics & {
  /** Of the asks, how many are given the day, or none, that a person finds. */
  dayAccuracy: number
  /** Of the asks, how many have the priority that a person gives them. */
  priorityAccuracy: number
}

/** A model on labelled pages, one call each. */
export async function evaluatePages(model: TaskModel, pages: readonly LabelledPage[]) {
  const judged: JudgedPage[] = []
  for (const page of pages) {
    const request = { item: pageOf(page), timeZone, person: reader, repair: null }
    const { answer } = await model.propose(request, AbortSignal.timeout(60_000))
    const { confidence, title: task, dueAt, priority } = proposalSchema.parse(answer)
    judged.push({ page, confidence, task, dueAt, priority })
  }
  const scored = judged.map(({ page, confidence }): Scored => ({ probability: confidence, intent: page.intent }))
  const asks = judged.flatMap(({ page, ...told }) => (page.intent ? [{ page, ...told }] : []))
  const shareOf = (right: typeof asks) => Math.round((right.length / asks.length) * 10_000) / 10_000
  const metrics: PageMetrics = {
    ...measure(scored),
    dayAccuracy: shareOf(asks.filter(({ page, dueAt }) => compareDates(page.due, dueAt, timeZone).sameDay)),
    priorityAccuracy: shareOf(asks.filter(({ page, priority }) => page.priority === priority)),
  }
  return { judged, metrics }
}
