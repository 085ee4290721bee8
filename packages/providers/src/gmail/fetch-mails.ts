import PQueue from 'p-queue'
import { isSwitchboardError } from '@switchboard/core/errors'
import type { EmailItem } from '@switchboard/core/items'
import type { ChangeBatch } from '@switchboard/core/ports/item-source'
import { isTooLong } from '../google/translate-error'
import { longestAnswerBytes } from './client'

/** Gmail allows a user 250 quota units a second; a get costs 5. */
const parallelGets = 10
/** Longer answers are read one by one. Google tells the size of a mail only to who asks for it, so this is found by reading. */
const longestOfManyBytes = 4_000_000
/** Of the whole process: a mail takes several times its size in memory, and several syncs may meet large ones at the same time. */
const largeMails = new PQueue({ concurrency: 1 })

/**
 * `mostBytes`: of the answer; a longer one is to throw what `isTooLong` knows. `damaged`: nobody can read it. `passed over`: it
 * is none that is looked at.
 */
type FetchOne = (id: string, mostBytes: number) => Promise<EmailItem | 'damaged' | 'passed over'>

/**
 * Mail deleted since it was listed is gone and no fault; mail that cannot be parsed, or is too large, is recorded. `gets`: how many
 * calls it took.
 */
export async function fetchMails(ids: string[], fetchOne: FetchOne) {
  const queue = new PQueue({ concurrency: parallelGets })
  const unreadable: ChangeBatch['unreadable'] = []
  let gets = 0
  let hasFailed = false
  const get = async (id: string, mostBytes: number) => {
    gets += 1
    try {
      return await fetchOne(id, mostBytes)
    } catch (error) {
      hasFailed ||= !isOfMailAlone(error)
      throw error
    }
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
      return typeof mail === 'string' ? null : mail
    } catch (error) {
      if (!isOfMailAlone(error)) throw error
      if (isTooLong(error)) unreadable.push({ externalId: id, reason: tooLargeReason })
      return null
    }
  })
  try {
    const items = await queue.addAll(fetching)
    return { items: items.filter((item) => item !== null), unreadable, gets }
  } catch (error) {
    // The batch has failed: a service that asks for a pause is asked for nothing more.
    queue.clear()
    await queue.onIdle()
    throw error
  }
}

/** Whether the other mails of its batch may come all the same. */
const isOfMailAlone = (error: unknown) => isSwitchboardError(error, 'gone') || isTooLong(error)

const damagedReason = 'This mail could not be read: it is damaged or in an unknown form.'
const tooLargeReason = 'This mail is too large to be read here. Open it in Gmail.'
