import type { OverItem } from '@switchboard/core/ports/item-source'
import type { z } from 'zod'
import { overReasons } from '../mail/over-reasons'
import type { historySchema } from './schema'

type Places = { isDeleted: boolean; isThrownAway: boolean; isSpam: boolean; isArchived: boolean }

/**
 * What has become of mails by where they were put: those that left the inbox, or the mailbox, and those that came back. Of several moves of
 * one mail the last counts.
 */
export function readMoves(history: z.infer<typeof historySchema>['history']): { over: OverItem[]; back: string[] } {
  const moved = new Map<string, Places>()
  const note = (id: string, change: Partial<Places>) => {
    if (Object.keys(change).length === 0) return
    const before = moved.get(id) ?? { isDeleted: false, isThrownAway: false, isSpam: false, isArchived: false }
    moved.set(id, { ...before, ...change })
  }
  for (const { labelsAdded, labelsRemoved, messagesDeleted } of history) {
    for (const { message, labelIds } of labelsRemoved) note(message.id, placesBy(labelIds, false))
    for (const { message, labelIds } of labelsAdded) note(message.id, placesBy(labelIds, true))
    for (const { message } of messagesDeleted) note(message.id, { isDeleted: true })
  }
  const over: OverItem[] = []
  const back: string[] = []
  for (const [externalId, places] of moved) {
    if (places.isDeleted || places.isThrownAway) over.push({ externalId, reason: overReasons.deleted })
    else if (places.isSpam) over.push({ externalId, reason: overReasons.spam })
    else if (places.isArchived) over.push({ externalId, reason: overReasons.archived, action: 'archive' })
    else back.push(externalId)
  }
  return { over, back }
}

const placesBy = (labelIds: string[], isAdded: boolean): Partial<Places> => ({
  ...(labelIds.includes('TRASH') ? { isThrownAway: isAdded } : {}),
  ...(labelIds.includes('SPAM') ? { isSpam: isAdded } : {}),
  ...(labelIds.includes('INBOX') ? { isArchived: !isAdded } : {}),
})
