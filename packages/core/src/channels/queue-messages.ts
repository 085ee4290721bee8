import { z } from 'zod'
import type { Transaction, Urgency } from '@switchboard/db'
import { enqueueAll } from '../jobs'
import type { Json } from '../ports/json'
import type { Answers } from './answers'
import type { ChannelKind } from '../ports/message-channel'
import type { MessageKind } from './contents'

export type NewMessage = {
  teamId: string
  /** Null: for everybody in a room. */
  userId: string | null
  /** The connection whose room it is for; then its key names the room. */
  roomConnectionId?: string
  /** Asked for twice under the same key, a message is one. */
  key: string
  kind: MessageKind
  subjectId?: string
  data?: Json
  urgency?: Urgency
  /** It waits for an answer. */
  asks?: boolean
  /** It goes by this channel and no other. */
  only?: ChannelKind | null
  /** Not before. */
  dueAt?: Date
  /** Where its person said what it answers. */
  answers?: Answers
}

/** A burst of events must not keep people waiting for what they are told. */
const beforeOthers = -10

const idsSchema = z.array(z.object({ id: z.uuid() }))

/**
 * Has people told or asked, on whichever channel works, in the transaction that writes what it is about. Returns the ids of those that
 * are new.
 */
export async function queueMessages(tx: Transaction, messages: NewMessage[], now: Date): Promise<string[]> {
  if (messages.length === 0) return []
  const rows = messages.map((message) => ({
    data: {},
    urgency: 'normal',
    asks: false,
    only: null,
    dueAt: now,
    ...message,
  }))
  const added: unknown = await tx.$queryRaw`
    insert into "OutboundMessage" ("teamId", id, "userId", "roomConnectionId", key, kind, "subjectId", data, urgency, asks, "only", "dueAt", answers, "createdAt")
    select "teamId", gen_random_uuid(), "userId", "roomConnectionId", key, kind, "subjectId", data, urgency::"Urgency", asks, "only"::"Channel", "dueAt", answers, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as message(
      "teamId" uuid, "userId" uuid, "roomConnectionId" uuid, key text, kind text, "subjectId" uuid, data jsonb, urgency text, asks boolean, "only" text, "dueAt" timestamptz,
      answers jsonb)
    on conflict ("teamId", "userId", key) do nothing
    returning id`
  const ids = idsSchema.parse(added).map(({ id }) => id)
  const first = Math.min(...rows.map(({ dueAt }) => dueAt.getTime()))
  if (ids.length > 0) await queueDelivering(tx, new Date(first), now)
  return ids
}

/** Has what is due at a time worked on then. One job for each second, however many ask: it takes all that is due. */
export const queueDelivering = (tx: Transaction, at: Date, now: Date): Promise<void> => queueDeliveringAt(tx, [at], now)

/**
 * The same for several times. A job's key stays locked until the end of the transaction: they are taken in the order of time by everybody,
 * and nothing else should follow.
 */
export async function queueDeliveringAt(tx: Transaction, times: Date[], now: Date): Promise<void> {
  const seconds = new Set(times.map((at) => (at <= now ? 0 : Math.ceil(at.getTime() / 1_000))))
  const wanted = [...seconds]
    .toSorted((a, b) => a - b)
    .map((second) => ({
      payload: {},
      runAt: second === 0 ? now : new Date(second * 1_000),
      jobKey: `deliver-messages:${second === 0 ? 'now' : second}`,
      priority: beforeOthers,
    }))
  await enqueueAll(tx, 'deliver-messages', wanted)
}
