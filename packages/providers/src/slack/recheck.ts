import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch, TimeSpan, WholePart } from '@switchboard/core/ports/item-source'
import { deletedReason, mostReplies, type MessageReader } from './read-messages'
import { externalIdOf, instantOf, timestampOf } from './present-message'
import { doneReactions, type SlackCursor, type SlackMessage, type SlackSettings } from './schema'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** What was written just now may come by an event while its page is read, and would be taken for vanished. */
const settlingMs = 60_000
/** Of one channel; Slack allows some 50 calls a minute, and one where an app is distributed outside its directory. */
const mostPages = 10
/** Slack says it each minute for as long as it drops events; looking so often would take all its calls. */
const lostEveryMs = 10 * minuteMs
/** So many times as long as usual without a look, events were missed for a while, and not one by one. */
const lateFactor = 2
/** Whose replies are read, of one page: those answered last. */
const mostThreads = 20

type Recheck = NonNullable<SlackCursor['recheck']>

/**
 * Where looking at older messages again begins, once all that is new was read; null: it is not time yet. `lostAt`: when Slack last said that
 * it has dropped events; then it does not wait for its hours. What events have missed is found by it: edits, deletions, ✅, and replies in threads that begin before what is new.
 */
export function recheckFrom(
  { recheckedTo, gaveUpAt }: SlackCursor,
  { recheckHours, lookBackDays, syncEveryMinutes }: SlackSettings,
  channels: string[],
  { now, lostAt }: { now: Date; lostAt?: Date },
): Pick<SlackCursor, 'recheck' | 'recheckedTo'> {
  const latest = timestampOf(new Date(now.getTime() - settlingMs))
  // All of it was read just now.
  if (recheckedTo === null) return { recheck: null, recheckedTo: latest }
  const [channel, ...waiting] = channels
  const last = Math.max(instantOf(recheckedTo).getTime(), gaveUpAt ? instantOf(gaveUpAt).getTime() : 0)
  const everyMs = lostAt && lostAt.getTime() > last ? lostEveryMs : recheckHours * hourMs
  const isDue = recheckHours > 0 && now.getTime() - last >= Math.min(everyMs, recheckHours * hourMs)
  if (!isDue || lookBackDays === 0 || !channel) return { recheck: null, recheckedTo }
  // Of a thread that was answered just after the last look, that look saw what was written so long before it.
  const lastLook = instantOf(recheckedTo).getTime()
  const since = timestampOf(new Date(lastLook - lookBackDays * dayMs))
  const isLate = now.getTime() - lastLook > lateFactor * Math.max(recheckHours * hourMs, syncEveryMinutes * minuteMs)
  return { recheck: { channel, waiting, page: null, pages: 0, upper: latest, latest, since, isLate }, recheckedTo }
}

type Rechecked = Required<Pick<ChangeBatch, 'items' | 'over' | 'whole' | 'notCovered'>> & {
  calls: number
  next: Recheck | null
}

/** Looks at a page of older messages again. */
export async function recheckPage(
  reader: MessageReader,
  access: Access,
  recheck: Recheck,
  { recheckedTo, limit }: { recheckedTo: string | null; limit: number },
): Promise<Rechecked> {
  const { channel, page: cursor, since: oldest, latest } = recheck
  const request = { channel, oldest, latest, limit, ...(cursor ? { cursor } : {}) }
  const { messages, isWhole, page } = await reader.history(access, request)
  // Slack keeps the place of a deleted message that was answered.
  const standing = messages.filter(({ subtype }) => subtype !== 'tombstone')
  const last = recheckedTo ?? oldest
  const answered = threadsSince(standing, last)
  const changed = standing.filter(
    ({ edited, reactions }) => edited || reactions?.some(({ name }) => doneReactions.has(name)),
  )
  const whole: WholePart[] = isWhole ? [channelPart(recheck, messages, standing, page === null)] : []
  const cuts: string[] = []
  if (recheck.isLate && (answered.length > mostThreads || isLastOf(recheck, page))) cuts.push(last)
  let calls = 1
  for (const { ts, reply_count: count = 0 } of answered.slice(0, mostThreads)) {
    const isShort = count <= mostReplies
    const read = await reader.replies(access, channel, ts, isShort ? undefined : last)
    calls += read.calls
    if (read.cutAt) cuts.push(read.cutAt)
    changed.push(...read.replies)
    if (read.isWhole) whole.push(threadPart(recheck, ts, read.replies))
  }
  const { items, over } = await reader.present(access, channel, changed)
  return { items, over, whole, notCovered: spanFrom(cuts, latest), calls, next: nextOf(recheck, messages, page) }
}

/** Threads with replies since then, those answered last. */
const threadsSince = (messages: SlackMessage[], since: string) =>
  messages
    .filter(({ latest_reply: latest }) => latest !== undefined && Number(latest) > Number(since))
    .sort((a, b) => Number(b.latest_reply) - Number(a.latest_reply))

/** From the first of these instants on not all was read; null: it was. */
export const spanFrom = (cuts: string[], to: string): TimeSpan | null =>
  cuts.length === 0 ? null : { from: instantOf(String(Math.min(...cuts.map(Number)))), to: instantOf(to) }

/** More of the channel is there than is looked at. */
const isLastOf = ({ pages }: Recheck, page: string | null) => page !== null && pages + 1 >= mostPages

/** What stands on a page, from where the one before ended to its own oldest message, or if it is the last to the beginning. */
function channelPart(
  { channel, upper, since }: Recheck,
  messages: SlackMessage[],
  standing: SlackMessage[],
  isLast: boolean,
): WholePart {
  const oldest = messages.at(-1)?.ts
  return {
    idsBegin: externalIdOf(channel, ''),
    threadId: null,
    after: instantOf(isLast ? since : (oldest ?? upper)),
    before: instantOf(upper),
    externalIds: standing.map(({ ts }) => externalIdOf(channel, ts)),
    reason: deletedReason,
  }
}

const threadPart = ({ channel, latest }: Recheck, ts: string, replies: SlackMessage[]): WholePart => ({
  idsBegin: externalIdOf(channel, ''),
  threadId: externalIdOf(channel, ts),
  after: instantOf(ts),
  before: instantOf(latest),
  externalIds: replies.filter(({ subtype }) => subtype !== 'tombstone').map((reply) => externalIdOf(channel, reply.ts)),
  reason: deletedReason,
})

function nextOf(recheck: Recheck, messages: SlackMessage[], page: string | null): Recheck | null {
  const pages = recheck.pages + 1
  if (page && pages < mostPages) return { ...recheck, page, pages, upper: messages.at(-1)?.ts ?? recheck.upper }
  const [channel, ...waiting] = recheck.waiting
  return channel ? { ...recheck, channel, waiting, page: null, pages: 0, upper: recheck.latest } : null
}
