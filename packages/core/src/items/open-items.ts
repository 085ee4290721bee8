import { z } from 'zod'
import type { Database } from '@switchboard/db'
import type { ConnectionKey } from '../context'
import type { OpenItem } from '../ports/item-source'

/** Who has left something for so long learns that it is over by opening it. */
const farthestBackMs = 90 * 86_400_000
const mostItems = 200

const openSchema = z.array(
  z.object({
    externalId: z.string(),
    threadId: z.string().nullable(),
    receivedAt: z.date(),
    labels: z.array(z.string()).catch([]),
  }),
)

/**
 * Items of a connection that somebody waits for: they are still to be judged, or a suggestion that waits or an open task rests on them. The
 * latest, those of 90 days, 200 at most.
 */
export async function openItems(db: Database, { teamId, connectionId }: ConnectionKey, now: Date): Promise<OpenItem[]> {
  return openSchema.parse(
    await db.$queryRaw`
      select item."externalId", item."threadId", item."receivedAt", item.snapshot->'labels' as labels from "Item" item
      where item."teamId" = ${teamId}::uuid and item."connectionId" = ${connectionId}::uuid
        and item."receivedAt" > ${new Date(now.getTime() - farthestBackMs)} and item.over is null and not item."isTest"
        and (item.state = 'claimed'
          or exists (select from "SuggestionSource" source
            join "Suggestion" suggestion on suggestion."teamId" = source."teamId" and suggestion.id = source."suggestionId"
            where source."teamId" = item."teamId" and source."itemId" = item.id and suggestion.status = 'pending_approval')
          or exists (select from "Task" task
            where task."teamId" = item."teamId" and task."itemId" = item.id and task.status <> 'done'
              and task."deletedAt" is null))
      order by item."receivedAt" desc limit ${mostItems}`,
  )
}
