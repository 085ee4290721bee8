import type { ConversationMessage } from '@switchboard/db'
import { type Said, saidSchema } from './events'

const keptSchema = saidSchema.pick({ attachments: true, data: true })

/** As everybody who follows the conversation sees it. */
export const presentSaid = (row: ConversationMessage): Said => ({
  id: row.id,
  seq: row.seq,
  speaker: row.speaker,
  kind: row.kind,
  status: row.status,
  content: row.content,
  channel: row.channel,
  ...keptSchema.parse({ attachments: row.attachments, data: row.data }),
  errorMessage: row.errorMessage,
  saidAt: row.saidAt,
})
