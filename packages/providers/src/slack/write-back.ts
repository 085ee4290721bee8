import { isSwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ItemWriter } from '@switchboard/core/ports/item-writer'
import { z } from 'zod'
import { callSlack } from './client'
import type { SlackConfig } from './config'
import { slackEffects } from './effects'
import { placeOf } from './present-message'
import { authSchema, inverseSchema, reactionsSchema, repliesSchema, replyMark } from './schema'

const reaction = 'white_check_mark'
const replyText = 'Done ✅'
const doneSchema = z.object({ ok: z.literal(true) })

/**
 * Finishing a task reacts to its message or replies to it. A reply carries a mark of ours by which it is found again: it is not
 * written twice when only the answer was lost, and it can be deleted.
 */
export function slackWriter(config: Pick<SlackConfig, 'apiUrl' | 'clock'>): ItemWriter {
  const call: CallSlack = (access, use, schema) => callSlack(config, access, use, schema)

  async function hasReaction(access: Access, externalId: string): Promise<boolean> {
    const { user_id: self } = await call(access, (client) => client.auth.test(), authSchema)
    const { message } = await call(access, (client) => client.reactions.get(placeOf(externalId)), reactionsSchema)
    return message.reactions.some(({ name, users }) => name === reaction && users.includes(self))
  }

  /** The time stamps of our replies to this message. */
  async function ownReplies(access: Access, externalId: string): Promise<string[]> {
    const { timestamp } = placeOf(externalId)
    const found: string[] = []
    for await (const messages of pagesOfReplies(config, access, externalId))
      found.push(
        ...messages
          .filter(({ metadata }) => metadata?.event_type === replyMark && metadata.event_payload.message === timestamp)
          .map(({ ts }) => ts),
      )
    return found
  }

  return {
    effects: slackEffects,

    async inverseOf(access, action, externalId) {
      if (action === 'react') return { had: await hasReaction(access, externalId) }
      return { had: (await ownReplies(access, externalId)).length > 0 }
    },

    async apply(access, action, externalId) {
      const { channel, timestamp } = placeOf(externalId)
      if (action === 'react') {
        const request = { channel, timestamp, name: reaction }
        await unless(
          'already_reacted',
          call(access, (client) => client.reactions.add(request), doneSchema),
        )
        return
      }
      if ((await ownReplies(access, externalId)).length > 0) return
      const metadata = { event_type: replyMark, event_payload: { message: timestamp } }
      const request = { channel, thread_ts: timestamp, text: replyText, metadata }
      await call(access, (client) => client.chat.postMessage(request), doneSchema)
    },

    async revert(access, action, externalId, inverse) {
      if (inverseSchema.parse(inverse).had) return
      const { channel, timestamp } = placeOf(externalId)
      if (action === 'react') {
        const request = { channel, timestamp, name: reaction }
        await unless(
          'no_reaction',
          call(access, (client) => client.reactions.remove(request), doneSchema),
        )
        return
      }
      for (const ts of await ownReplies(access, externalId)) {
        await unless(
          'message_not_found',
          call(access, (client) => client.chat.delete({ channel, ts }), doneSchema),
        )
      }
    },
  }
}

/** The replies to a message with what they are marked by, page by page. */
export async function* pagesOfReplies(
  config: Pick<SlackConfig, 'apiUrl' | 'clock'>,
  access: Access,
  externalId: string,
): AsyncGenerator<z.infer<typeof repliesSchema>['messages']> {
  const { channel, timestamp: ts } = placeOf(externalId)
  let cursor: string | undefined
  do {
    const request = { channel, ts, include_all_metadata: true, limit: 200, cursor }
    const page = await callSlack(config, access, (client) => client.conversations.replies(request), repliesSchema)
    yield page.messages
    cursor = page.response_metadata?.next_cursor || undefined
  } while (cursor)
}

type CallSlack = <T>(access: Access, use: Parameters<typeof callSlack<T>>[2], schema: z.ZodType<T>) => Promise<T>

/** Slack refuses what is so already. */
async function unless(reason: string, call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!isSwitchboardError(error) || error.facts.slack !== reason) throw error
  }
}
