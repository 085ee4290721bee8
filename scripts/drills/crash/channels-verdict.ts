import { z } from 'zod'
import { placeOf } from '@switchboard/core/channels/place'
import { traceSchema, type TraceStep } from '@switchboard/core/channels/trace'
import { type Notice, paragraphsIn, titleIn } from './notice'
import type { Product } from './product'

const channelSchema = z.enum(['slack', 'telegram', 'email'])
type Channel = z.infer<typeof channelSchema>
const entrySchema = z.object({
  channel: channelSchema,
  to: z.string(),
  text: z.string(),
  at: z.coerce.date(),
  key: z.string().nullable(),
  part: z.number().nullable(),
})
type Entry = z.infer<typeof entrySchema>

/** What the sandbox holds of what was sent: one entry for each part of a message. */
export async function readSent(sandboxUrl: string): Promise<Entry[]> {
  const answer = await fetch(`${sandboxUrl}/control/sent`)
  return z.object({ sent: z.array(entrySchema) }).parse(await answer.json()).sent
}

/** How often each paragraph of each notice has arrived by each channel. Of a mail its subject is known. */
function arrivedIn(sent: Entry[]) {
  const times = new Map<string, Map<number, number>>()
  const note = (channel: Channel, number: number, paragraph: number) => {
    const name = `${channel} ${number}`
    const known = times.get(name) ?? new Map<number, number>()
    times.set(name, known.set(paragraph, (known.get(paragraph) ?? 0) + 1))
  }
  for (const { channel, text } of sent) {
    const title = channel === 'email' ? titleIn(text) : undefined
    if (title !== undefined) note(channel, title, 1)
    if (channel !== 'email') for (const { number, paragraph } of paragraphsIn(text)) note(channel, number, paragraph)
  }
  return (channel: Channel, number: number): Map<number, number> => times.get(`${channel} ${number}`) ?? new Map()
}

/** What has arrived more than once: a paragraph, or a part of one attempt. */
function twiceIn(sent: Entry[], notices: Notice[]): string[] {
  const arrived = arrivedIn(sent)
  const ofNotices = notices.flatMap(({ title, number }) =>
    channelSchema.options.flatMap((channel) =>
      [...arrived(channel, number)].flatMap(([paragraph, times]) =>
        times > 1 ? [`${title}: paragraph ${paragraph} has arrived ${times} times by ${channel}`] : [],
      ),
    ),
  )
  const parts = sent.flatMap(({ key, part }) => (key !== null && part !== null ? [`${key}, part ${part}`] : []))
  const seen = new Set<string>()
  const ofParts = parts.filter((name) => seen.size === seen.add(name).size)
  return [...ofNotices, ...ofParts.map((name) => `attempt ${name} has arrived more than once`)]
}

const placeSchema = z.object({ parts: z.array(z.unknown()).min(1) })

/** Compares what our rows say with what has arrived. */
export async function lookAt({ ctx: { db }, key: { teamId } }: Product, notices: Notice[], sent: Entry[]) {
  const arrived = arrivedIn(sent)
  const noticeOf = new Map(notices.map((notice) => [notice.key, notice]))
  const rows = await db.outboundMessage.findMany({
    where: { key: { startsWith: 'drill:' } },
    include: { deliveries: { orderBy: { id: 'asc' } } },
  })
  const preferences = await db.reachPreference.findMany({ where: { teamId } })
  const prefersTelegram = new Set<string | null>(preferences.map(({ userId }) => userId))
  const faults = [...tooFast(sent), ...twiceIn(sent, notices)]
  if (rows.length !== notices.length) faults.push(`${rows.length} messages of ${notices.length} are there`)
  const messages: Record<string, number> = {}
  const parts: Record<string, number> = {}
  const attempts: Record<string, number> = {}
  const reasons: Record<string, number> = {}
  const count = (counts: Record<string, number>, name: string) => (counts[name] = (counts[name] ?? 0) + 1)
  for (const { channel } of sent) count(parts, channel)
  for (const { key, state, trace, deliveries, userId } of rows) {
    const notice = noticeOf.get(key)
    if (!notice) {
      faults.push(`${key} is none of the messages that were queued`)
      continue
    }
    const { title, number, paragraphs } = notice
    count(messages, state)
    if (state !== 'reached' && state !== 'failed') faults.push(`${title} is neither delivered nor given up: ${state}`)
    for (const { channel: name, state: outcome, shown, errorCode, place } of deliveries) {
      count(attempts, `${name} ${outcome}`)
      if (outcome === 'sending') faults.push(`${title} has an attempt by ${name} of which nobody knows`)
      if (outcome !== 'sent') continue
      const channel = channelSchema.parse(name)
      const there = arrived(channel, number)
      if (!there.has(1)) faults.push(`${title} is said to be sent by ${channel}, and is not there`)
      // One that was looked up, or says that it was cut off, has arrived as far as it has.
      const isWhole = shown !== null && errorCode === null && channel !== 'email'
      if (isWhole && there.size !== paragraphs)
        faults.push(
          `${title} is said to be whole by ${channel}, and ${there.size} of ${paragraphs} paragraphs are there`,
        )
      // Where a killed worker's attempt stands is known from a look-up, too.
      if (channel !== 'email' && !placeSchema.safeParse(placeOf({ place })).success)
        faults.push(`${title} is sent by ${channel}, and nobody knows where`)
    }
    const isExpected = (channel: string) =>
      deliveries.some((one) => one.channel === channel && (one.state === 'sent' || one.state === 'unknown'))
    for (const channel of channelSchema.options)
      if (arrived(channel, number).size > 0 && !isExpected(channel))
        faults.push(`${title} has arrived by ${channel}, and nobody knows`)
    const steps = traceSchema.parse(trace)
    const order = prefersTelegram.has(userId) ? ['telegram', 'slack', 'email'] : ['slack', 'email', 'telegram']
    const last = Math.max(...deliveries.map(({ channel }) => order.indexOf(channel)))
    for (const [at, channel] of order.slice(0, last).entries()) {
      const step = leaving(steps, channel, order.slice(at + 1))
      if (step && reasonsToLeave.includes(step.what)) count(reasons, `${channel}: ${step.why}`)
      else faults.push(`${title} left ${channel} without a reason`)
    }
    const reachedBy = new Set(deliveries.flatMap(({ channel, state: ended }) => (ended === 'sent' ? [channel] : [])))
    if (reachedBy.size > 1) faults.push(`${title} was sent by ${[...reachedBy].join(' and ')}`)
    if (state === 'failed' && reachedBy.size > 0) faults.push(`${title} is given up, and was sent`)
  }
  return { messages, parts, attempts, reasons, faults }
}

const reasonsToLeave: TraceStep['what'][] = ['failed', 'unknown', 'skipped']
const attempted: TraceStep['what'][] = ['sent', 'failed', 'unknown']

/** The last that happened on a channel before another one of those behind it was tried. */
function leaving(steps: TraceStep[], left: string, behind: string[]): TraceStep | undefined {
  const isBehind = ({ channel, what }: TraceStep) =>
    channel !== null && behind.includes(channel) && attempted.includes(what)
  const next = steps.findIndex(isBehind)
  return steps.slice(0, next === -1 ? steps.length : next).findLast(({ channel }) => channel === left)
}

const over = 'This is over.'

/** Whether what says something else by now says so wherever it stands, and nothing has come besides. */
export async function lookAtChanged(
  { ctx: { db } }: Product,
  notices: Notice[],
  { before, after }: { before: Entry[]; after: Entry[] },
): Promise<{ changes: number; faults: string[] }> {
  const faults = twiceIn(after, notices)
  if (after.length > before.length)
    faults.push(`${after.length - before.length} parts have come while words were changed`)
  const firstParts = new Map<string, string>()
  for (const { channel, text } of after)
    for (const { number, paragraph } of paragraphsIn(text))
      if (paragraph === 1) firstParts.set(`${channel} ${number}`, text)
  const noticeOf = new Map(notices.map((notice) => [notice.key, notice]))
  const deliveries = await db.delivery.findMany({
    where: { state: 'sent', channel: { in: ['slack', 'telegram'] }, message: { key: { startsWith: 'drill:' } } },
    include: { message: { select: { key: true } } },
  })
  let changes = 0
  for (const { channel, message } of deliveries) {
    const notice = noticeOf.get(message.key)
    if (!notice) continue
    const says = firstParts.get(`${channel} ${notice.number}`)?.includes(over) ?? false
    if (says) changes++
    if (says !== notice.changes)
      faults.push(`${notice.title} by ${channel} ${says ? 'says that it is over' : 'does not say that it is over'}`)
  }
  return { changes, faults }
}

const windowMs = 10_000
/** One a second, the first at once; what was on its way when the second began; and the second part of a long one. */
const mostInWindow = 13

/** Chats that were sent more than their services let them take. */
function tooFast(sent: Entry[]): string[] {
  const chats = new Map<string, number[]>()
  for (const { channel, to, at } of sent)
    if (channel !== 'email') chats.set(`${channel} ${to}`, [...(chats.get(`${channel} ${to}`) ?? []), at.getTime()])
  return [...chats].flatMap(([chat, times]) => {
    const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length))
    return most > mostInWindow ? [`${chat} was sent ${most} messages within ten seconds`] : []
  })
}
