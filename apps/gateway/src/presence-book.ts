import { randomUUID } from 'node:crypto'
import { memberKey, presenceBeatMs, tellArrival, tellLeaving, tellPresence } from '@switchboard/core/channels/presence'
import type { Actor, Context } from '@switchboard/core/context'
import { aborted } from './hub/aborted'

type Member = Pick<Actor, 'teamId' | 'userId'>

export type PresenceBook = {
  /** One more page of a member is in sight. */
  arrive(member: Member): void
  /** One of them is gone, or out of sight. */
  leave(member: Member): void
  /** For a procedure's `yield*`: tells nothing, and keeps the member present until it ends. */
  inSight(member: Member, signal: AbortSignal | undefined): AsyncIterable<never>
  /** Nobody is here any more; tells so before it ends. */
  close(): Promise<void>
}

/**
 * Keeps in the database whose pages are in sight at this gateway. What changes is told at once and by one teller at a time, so that the last
 * word is the true one; all that holds is told with each beat, which also mends what the database could not take.
 */
export function openPresenceBook(
  ctx: Pick<Context, 'db' | 'clock' | 'logger'>,
  { beatMs = presenceBeatMs } = {},
): PresenceBook {
  const gatewayId = randomUUID()
  const pages = new Map<string, { member: Member; count: number }>()
  const changed = new Map<string, Member>()
  let isBeatDue = false
  let telling: Promise<void> | null = null

  async function tellAll(): Promise<void> {
    while (isBeatDue || changed.size > 0) {
      const isBeat = isBeatDue
      const members = isBeat ? [...pages.values()].map(({ member }) => member) : [...changed.values()]
      isBeatDue = false
      changed.clear()
      try {
        if (isBeat) await tellPresence(ctx, gatewayId, members)
        else await Promise.all(members.map(tellOne))
      } catch (error) {
        ctx.logger.warn({ err: error }, 'whose pages are in sight could not be told')
      }
    }
    telling = null
  }

  const tellOne = (member: Member) =>
    pages.has(memberKey(member)) ? tellArrival(ctx, gatewayId, member) : tellLeaving(ctx, gatewayId, member)
  const tell = () => (telling ??= tellAll())
  const beat = () => {
    isBeatDue = true
    return tell()
  }
  const timer = setInterval(() => void beat(), beatMs)
  timer.unref()

  const arrive = ({ teamId, userId }: Member) => {
    const key = memberKey({ teamId, userId })
    const known = pages.get(key)
    if (known) return void (known.count += 1)
    pages.set(key, { member: { teamId, userId }, count: 1 })
    changed.set(key, { teamId, userId })
    void tell()
  }
  const leave = (member: Member) => {
    const key = memberKey(member)
    const known = pages.get(key)
    if (!known) return
    known.count -= 1
    if (known.count > 0) return
    pages.delete(key)
    changed.set(key, known.member)
    void tell()
  }

  return {
    arrive,
    leave,
    async *inSight(member, signal) {
      arrive(member)
      try {
        await aborted(signal)
        yield* []
      } finally {
        leave(member)
      }
    },
    async close() {
      clearInterval(timer)
      pages.clear()
      await beat()
    },
  }
}
