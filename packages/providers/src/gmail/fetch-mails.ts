import { setTimeout as pause } from 'node:timers/promises'
import PQueue from 'p-queue'
import { isSwitchboardError, type SwitchboardError } from '@switchboard/core/errors'
import type { EmailItem } from '@switchboard/core/items'
import type { ChangeBatch } from '@switchboard/core/ports/item-source'
import { isTooLong } from '../google/translate-error'
import { longestAnswerBytes } from './client'

const parallelGets = 10
/** Where Gmail asks to slow down without saying for how long: doubled with each refusal in a row. */
const firstPauseMs = 1_000
/** A longer pause is waited for by the connection, not by a worker. */
const longestPauseMs = 10_000
/** Refusals of one mail that are waited out; with more of them something is wrong with the pace itself. */
const mostRefusals = 3
/** Longer answers are read one by one. Google tells the size of a mail only to who asks for it, so this is found by reading. */
const longestOfManyBytes = 4_000_000
/** Of the whole process: a mail takes several times its size in memory, and several syncs may meet large ones at the same time. */
const largeMails = new PQueue({ concurrency: 1 })

/**
 * `mostBytes`: of the answer; a longer one is to throw what `isTooLong` knows. `damaged`: nobody can read it. `passed over`: it
 * is none that is looked at.
 */
type FetchOne = (id: string, mostBytes: number) => Promise<EmailItem | 'damaged' | 'passed over'>

/** `pace`: waits until one mail more may be got. `signal` ends what is waited for. */
type Terms = { pace: () => Promise<void>; signal: AbortSignal }

/**
 * A get that is refused because there were too many is made again after the pause, with all others of the batch waiting meanwhile, so that
 * what was read already is not read again. Mail deleted since it was listed is gone and no fault; mail that cannot be parsed, or is too large, is recorded. `gets`: how many
 * calls it took. `pause`: Gmail has asked for a longer one, and only these were read before it; with nothing read it is thrown.
 */
export async function fetchMails(ids: string[], fetchOne: FetchOne, { pace, signal }: Terms) {
  const queue = new PQueue({ concurrency: parallelGets })
  const read = new Map<string, EmailItem>()
  const unreadable: ChangeBatch['unreadable'] = []
  let gets = 0
  let hasFailed = false
  let pausing: Promise<void> = Promise.resolve()
  const get = async (id: string, mostBytes: number, refusals = 0): ReturnType<FetchOne> => {
    await pausing
    await pace()
    if (hasFailed) return 'passed over'
    gets += 1
    try {
      return await fetchOne(id, mostBytes)
    } catch (error) {
      const pauseMs = pauseAfter(error, refusals)
      if (pauseMs === null || hasFailed) {
        hasFailed ||= !isOfMailAlone(error)
        throw error
      }
      // Several are refused at once: the longest pause counts for all.
      pausing = Promise.all([pausing, wait(pauseMs, signal)]).then(() => undefined)
    }
    return get(id, mostBytes, refusals + 1)
  }
  const getOfAnySize = (id: string) =>
    get(id, longestOfManyBytes).catch((error: unknown) => {
      if (!isTooLong(error)) throw error
      return largeMails.add(async () => (hasFailed ? 'passed over' : get(id, longestAnswerBytes)))
    })
  const fetching = ids.map((id) => async () => {
    try {
      const mail = await getOfAnySize(id)
      if (mail === 'damaged') unreadable.push({ externalId: id, reason: damagedReason })
      else if (mail !== 'passed over') read.set(id, mail)
    } catch (error) {
      if (!isOfMailAlone(error)) throw error
      if (isTooLong(error)) unreadable.push({ externalId: id, reason: tooLargeReason })
    }
  })
  const found = (paused: SwitchboardError | null) => ({
    items: ids.flatMap((id) => read.get(id) ?? []),
    unreadable,
    gets,
    pause: paused,
  })
  try {
    await queue.addAll(fetching)
    return found(null)
  } catch (error) {
    // The batch has failed: a service that asks for a pause is asked for nothing more.
    queue.clear()
    await queue.onIdle()
    if (read.size === 0 || signal.aborted || !isSwitchboardError(error, 'rate_limited')) throw error
    return found(error)
  }
}

/** How long to wait before a get is made again, in milliseconds; null: it is not made again here. */
function pauseAfter(error: unknown, refusals: number): number | null {
  if (!isSwitchboardError(error, 'rate_limited') || refusals >= mostRefusals) return null
  const pauseMs = error.retryAfterMs ?? firstPauseMs * 2 ** refusals
  return pauseMs <= longestPauseMs ? pauseMs : null
}

/** Ends early with the signal: the next call then tells of it. */
const wait = (ms: number, signal: AbortSignal) => pause(ms, undefined, { signal }).catch(() => undefined)

/** Whether the other mails of its batch may come all the same. */
const isOfMailAlone = (error: unknown) => isSwitchboardError(error, 'gone') || isTooLong(error)

const damagedReason = 'This mail could not be read: it is damaged or in an unknown form.'
const tooLargeReason = 'This mail is too large to be read here. Open it in Gmail.'
