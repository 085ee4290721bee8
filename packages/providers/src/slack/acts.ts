import type { Access } from '@switchboard/core/ports/access'
import type { ItemActs } from '@switchboard/core/ports/item-acts'
import { z } from 'zod'
import { callSlack } from './client'
import { escapeText } from './compose-parts'
import type { SlackConfig } from './config'
import { placeOf } from './present-message'
import { pagesOfReplies } from './write-back'

/** Marks what an agent has replied, with the key by which it is found again when only the answer was lost. */
const actMark = 'switchboard_agent_reply'
const doneSchema = z.object({ ok: z.literal(true) })

/** What agents do in a workspace: they reply in a message's thread, as the bot. Their words make no links and call nobody. */
export function slackActs(config: Pick<SlackConfig, 'apiUrl' | 'clock'>): ItemActs {
  async function isThere(access: Access, externalId: string, key: string): Promise<boolean> {
    for await (const messages of pagesOfReplies(config, access, externalId))
      if (messages.some(({ metadata }) => metadata?.event_type === actMark && metadata.event_payload.message === key))
        return true
    return false
  }

  return {
    kinds: [{ kind: 'reply', setting: 'agentReply', doing: 'Reply in the thread', needs: ['chat:write'] }],
    async act(access, request) {
      if (request.kind !== 'reply' || (await isThere(access, request.externalId, request.key))) return
      const { channel, timestamp } = placeOf(request.externalId)
      const metadata = { event_type: actMark, event_payload: { message: request.key } }
      const message = { channel, thread_ts: timestamp, text: escapeText(request.text), metadata }
      await callSlack(config, access, (client) => client.chat.postMessage(message), doneSchema)
    },
  }
}
