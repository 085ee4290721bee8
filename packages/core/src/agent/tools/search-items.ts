import { z } from 'zod'
import { itemSnapshotSchema } from '../../items'
import { searchItems } from '../../items/search-items'
import { defineTool } from './tool'

/** Of the text of each, in UTF-16 units: enough to answer from, and ten of them fit into any model. */
const longestText = 1_500

export const searchItemsTool = defineTool({
  name: 'search_items',
  description:
    'Finds mails, calendar events, messages and pages of the person in which all given words occur, the newest first. Give few words.',
  effect: 'none',
  reads: true,
  doing: 'Searching your mail, events, messages and pages',
  input: z.strictObject({ words: z.string().trim().min(1).max(200), limit: z.int().min(1).max(10).default(5) }),
  async run(ctx, actor, { words, limit }) {
    const found = await searchItems(ctx, actor, { search: words, limit })
    return {
      found: found.map(({ id, kind, title, senderName, receivedAt, snapshot }) => ({
        id,
        kind,
        title,
        from: senderName,
        date: receivedAt.toISOString(),
        text: itemSnapshotSchema.parse(snapshot).text.slice(0, longestText).toWellFormed(),
      })),
    }
  },
})
