import type { Transaction } from '@switchboard/db'
import { refreshMessages } from '../channels/refresh-messages'
import { signalLiveAll } from '../live'

type Changed = { teamId: string; assigneeId: string; id: string }

/** Tells pages that suggestions have changed, and has messages about them say so where they stand, in the transaction that changes them. */
export async function tellSuggestions(tx: Transaction, changed: Changed[], now: Date): Promise<void> {
  if (changed.length === 0) return
  await signalLiveAll(
    tx,
    changed.map(({ teamId, assigneeId, id }) => ({ teamId, userId: assigneeId, subject: 'suggestion', id })),
  )
  await answerMessages(tx, changed)
  await refreshMessages(tx, changed, now)
}

/**
 * Whoever has decided, wherever it was, has answered what was asked: no other channel asks. Who takes that back has it before them, and is
 * not asked anew.
 */
const answerMessages = (tx: Transaction, changed: Changed[]) =>
  tx.$executeRaw`
    update "OutboundMessage" message set "answeredAt" = suggestion."decidedAt"
    from unnest(${changed.map(({ teamId }) => teamId)}::uuid[], ${changed.map(({ id }) => id)}::uuid[]) as one("teamId", id)
    join "Suggestion" suggestion on suggestion."teamId" = one."teamId" and suggestion.id = one.id
    where message."teamId" = one."teamId" and message."subjectId" = one.id and message.kind = 'suggestion'
      and message."answeredAt" is null and suggestion."decidedById" is not null`
