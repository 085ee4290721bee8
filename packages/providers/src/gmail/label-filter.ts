import { LRUCache } from 'lru-cache'
import type { Access } from '@switchboard/core/ports/access'
import type { Clock } from '@switchboard/core/ports/clock'
import { findLabels, type Label } from './labels'
import { gmailSettingsSchema } from './schema'

export type LabelFilter = {
  /** What the settings' labels are at Google. */
  labels: Label[]
  /** How many calls it took to know. */
  calls: number
  /** All labels of the mailbox, where what was known from earlier has sufficed; null when Google was asked or need not be. */
  remembered: Label[] | null
}

/** Mailboxes whose labels one process remembers. */
const mostMailboxes = 1_000

/**
 * Reads the filter of a connection and remembers its mailbox's labels for as long as the settings say. Under other settings than
 * those they were asked for, Google is asked anew: so a change is judged by what is there now, in every process.
 */
export function createLabelFilter(clock: Pick<Clock, 'now'>, ask: (access: Access) => Promise<Label[]>) {
  const lists = new LRUCache<string, { settings: string; labels: Label[] }>({
    max: mostMailboxes,
    perf: { now: () => clock.now().getTime() },
    ttlResolution: 0,
  })

  return async function readFilter(access: Access, { fresh } = { fresh: false }): Promise<LabelFilter> {
    const { filterLabels, cacheMinutes } = gmailSettingsSchema.parse(access.settings)
    const settings = JSON.stringify(access.settings)
    const kept = fresh || cacheMinutes === 0 ? undefined : lists.get(access.connectionId)
    const remembered = kept?.settings === settings ? kept.labels : []
    let calls = 0
    const askAnew = async () => {
      calls += 1
      const labels = await ask(access)
      if (cacheMinutes > 0) lists.set(access.connectionId, { settings, labels }, { ttl: cacheMinutes * 60_000 })
      return labels
    }
    // Who saves settings is there already.
    const advice = fresh ? null : 'Change the labels in the settings.'
    const labels = await findLabels(filterLabels, { remembered, ask: askAnew, advice })
    return { labels, calls, remembered: calls === 0 && remembered.length > 0 ? remembered : null }
  }
}
