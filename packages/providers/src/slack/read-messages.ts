import { isSwitchboardError } from '@switchboard/core/errors'
import type { MessageItem } from '@switchboard/core/items'
import type { Access } from '@switchboard/core/ports/access'
import { callSlack } from './client'
import type { SlackConfig } from './config'
import type { SlackChannel, SlackDirectory } from './directory'
import { externalIdOf, presentMessage } from './present-message'
import { doneReactions, historySchema, markedSchema, messageSchema, type SlackMessage } from './schema'

export const doneReason = 'It was marked done in Slack.'
export const deletedReason = 'The message was deleted in Slack.'

/** Replies of one thread that are read at a time, and how often. */
export const mostReplies = 200
const mostReplyPages = 10

type PageRequest = { channel: string; oldest: string; latest?: string; limit: number; cursor?: string }

export type MessageReader = ReturnType<typeof createMessageReader>

/** Reads what was written in channels and threads, and makes items of it. */
export function createMessageReader(config: SlackConfig, directory: SlackDirectory) {
  /** A page of a channel, newest first. `isWhole`: nothing on it was unreadable. */
  async function history(access: Access, request: PageRequest) {
    const answer = await callSlack(
      config,
      access,
      (client) => client.conversations.history(request),
      historySchema,
    ).catch((error: unknown) => {
      // Switchboard was put out of the channel, or the channel was closed, since it was listed.
      if (isSwitchboardError(error, 'gone')) return null
      throw error
    })
    const read = (answer?.messages ?? []).map((message) => messageSchema.safeParse(message).data)
    const messages = read.flatMap((message) => message ?? [])
    const isWhole = answer !== null && messages.length === read.length
    return { messages, isWhole, page: answer?.response_metadata?.next_cursor || null }
  }

  /**
   * What was answered in a thread since then, or in all of it, oldest first. `cutAt`: the last that was read where there are more than
   * are read of one thread; null: that is all.
   */
  async function replies(access: Access, channel: string, ts: string, oldest?: string) {
    const read: (SlackMessage | undefined)[] = []
    let cursor: string | undefined
    let calls = 0
    do {
      const request = { channel, ts, limit: mostReplies, cursor, ...(oldest === undefined ? {} : { oldest }) }
      const answer = await callSlack(config, access, (client) => client.conversations.replies(request), historySchema)
      read.push(...answer.messages.map((one) => messageSchema.safeParse(one).data))
      cursor = answer.response_metadata?.next_cursor || undefined
      calls++
    } while (cursor !== undefined && calls < mostReplyPages)
    // The first is the message that was answered.
    const found = read.flatMap((one) => one ?? []).filter((one) => one.ts !== ts)
    const cutAt = cursor === undefined ? null : (found.at(-1)?.ts ?? ts)
    const isWhole = oldest === undefined && cutAt === null && read.every((one) => one !== undefined)
    return { replies: found, isWhole, cutAt, calls }
  }

  /** Items of messages, and those that somebody has marked done. */
  async function present(access: Access, channelId: string, messages: SlackMessage[]) {
    if (messages.length === 0) return { items: [], over: [] }
    const channel = await directory.channel(access, channelId)
    const done = new Set(await doneOf(access, messages))
    const items = await presentAll(
      access,
      channel,
      messages.filter((one) => !done.has(one)),
    )
    return { items, over: [...done].map(({ ts }) => ({ externalId: externalIdOf(channelId, ts), reason: doneReason })) }
  }

  async function presentAll(access: Access, channel: SlackChannel, messages: SlackMessage[]): Promise<MessageItem[]> {
    const items: MessageItem[] = []
    for (const message of messages) {
      const item = await presentMessage(directory, access, channel, message)
      if (item) items.push(item)
    }
    return items
  }

  /** A message from which somebody has taken a ✅; null while it bears another's. */
  async function unmarked(access: Access, channel: string, timestamp: string): Promise<SlackMessage | null> {
    const request = { channel, timestamp, full: true }
    const { message } = await callSlack(config, access, (client) => client.reactions.get(request), markedSchema)
    return (await doneOf(access, [message])).length > 0 ? null : message
  }

  async function doneOf(access: Access, messages: SlackMessage[]): Promise<SlackMessage[]> {
    const marked = messages.filter(({ reactions }) => reactions?.some(({ name }) => doneReactions.has(name)))
    if (marked.length === 0) return []
    const { user_id: self } = await directory.workspace(access)
    return marked.filter(({ reactions = [] }) =>
      reactions.some(({ name, users }) => doneReactions.has(name) && users.some((user) => user !== self)),
    )
  }

  return { history, replies, present, unmarked }
}
