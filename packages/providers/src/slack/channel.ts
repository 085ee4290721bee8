import { LRUCache } from 'lru-cache'
import { allowanceOf } from '@switchboard/core/connections/settings'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { Json } from '@switchboard/core/ports/json'
import type { MessageChannel, OnPartial, SendRequest, SentAnswers } from '@switchboard/core/ports/message-channel'
import { z } from 'zod'
import { callSlack } from './client'
import { composeParts, escapeText, mostParts, type SlackPart } from './compose-parts'
import { composeView } from './compose-view'
import { changeParts, sendRest } from '../message-parts'
import type { SlackConfig } from './config'
import { threadKeyOf } from './read-said'
import { answerAt, isAnswerAddress, replySchema } from './reply'
import { roomOf } from './room'
import { authSchema, deliveryMark, foundSchema, slackSettingsSchema, timestampSchema } from './schema'
import { sendFault } from './send-fault'

/** Direct messages that were opened, in a process. */
const mostKept = 1_000
/** Clocks differ: a message is looked for from a little before it was begun. */
const clockSkewMs = 60_000
/** Of `chat.update` and `conversations.history`, in a workspace. https://docs.slack.dev/apis/web-api/rate-limits */
const callsOfTier3 = 50
/** Of messages to one channel. Slack lets short bursts pass, and promises nothing about them. The same page. */
const perChat = { perMinute: 60, burst: 1 }
/** Of what was written since; nobody writes more to one person while an answer is lost. */
const [pageSize, mostPages] = [200, 5]

const doneSchema = z.object({ ok: z.literal(true) })
const openedSchema = z.object({ channel: z.object({ id: z.string() }) })
const postedSchema = z.object({ channel: z.string(), ts: timestampSchema })
const lookedUpSchema = z.object({
  user: z.object({
    id: z.string(),
    deleted: z.boolean().default(false),
    is_bot: z.boolean().default(false),
    name: z.string(),
    profile: z.object({ display_name: z.string().default(''), real_name: z.string().default('') }),
  }),
})

/** Where a message stands: its parts by their time stamps, and the message with which their thread begins. */
const placeSchema = z.object({
  channel: z.string(),
  parts: z.array(timestampSchema).min(1),
  thread: z.string().nullable(),
})
type Place = z.infer<typeof placeSchema>

/**
 * Reaches people by direct messages of the app, or in a channel. Each part of a message carries the key of its attempt as metadata, by
 * which it is found when the answer was lost.
 */
export function slackChannel(config: Pick<SlackConfig, 'apiUrl' | 'clock'>): MessageChannel {
  const opened = new LRUCache<string, string>({ max: mostKept })

  async function call<T>(access: Access, method: string, options: Record<string, unknown>, schema: z.ZodType<T>) {
    try {
      return await callSlack(config, access, (client) => client.apiCall(method, options), schema)
    } catch (error) {
      throw sendFault(error)
    }
  }

  /** The conversation with a person; a channel's id stands for itself. */
  async function conversationOf(access: Access, address: string): Promise<string> {
    if (!/^[UW]/.test(address)) return address
    const name = `${access.connectionId} ${address}`
    const known = opened.get(name)
    if (known) return known
    const { channel } = await call(access, 'conversations.open', { users: address }, openedSchema).catch(notBegun)
    opened.set(name, channel.id)
    return channel.id
  }

  function post(access: Access, channel: string, thread: string | null, part: SlackPart, key: string, index: number) {
    const metadata = { event_type: deliveryMark, event_payload: { delivery: key, part: index } }
    const about = { channel, metadata, unfurl_links: false, unfurl_media: false }
    return call(
      access,
      'chat.postMessage',
      { ...about, ...part, ...(thread ? { thread_ts: thread } : {}) },
      postedSchema,
    )
  }

  /** In the thread, or without one when that is gone: then nothing was posted. */
  async function postFirst(access: Access, channel: string, thread: string | null, part: SlackPart, key: string) {
    try {
      return { thread, posted: await post(access, channel, thread, part, key, 0) }
    } catch (error) {
      if (thread === null || !isSwitchboardError(error) || error.facts.slack !== 'thread_not_found') throw error
      return { thread: null, posted: await post(access, channel, null, part, key, 0) }
    }
  }

  async function send(
    access: Access,
    { address, message, key, thread }: SendRequest,
    onPartial?: OnPartial,
  ): Promise<Json> {
    const channel = await conversationOf(access, address)
    const [first, ...rest] = composeParts(message)
    if (!first) throw new SwitchboardError('invalid_input', 'The message says nothing.')
    const { thread: root, posted } = await postFirst(access, channel, rootIn(thread, channel), first, key)
    const others = await sendRest(
      rest,
      { ...access, clock: config.clock, onPartial },
      async (part, at) => (await post(access, posted.channel, root, part, key, at + 1)).ts,
    )
    const place: Place = { channel: posted.channel, parts: [posted.ts, ...others], thread: root }
    return place
  }

  return {
    kind: 'slack',
    limits: { textLength: 3_000, partsPerMessage: mostParts },
    allowance(settings) {
      const allowance = allowanceOf(slackSettingsSchema, settings)
      return allowance && { ...allowance, updatesPerMinute: callsOfTier3, lookUpsPerMinute: callsOfTier3 }
    },
    chatAllowance: () => perChat,
    roomOf,
    format: (message) => z.array(z.json()).parse(composeParts(message)),
    send,
    askFeedback: send,

    threadKeys(place) {
      const { channel, parts, thread } = placeSchema.parse(place)
      return (thread ? [thread] : parts).map((ts) => threadKeyOf(channel, ts))
    },

    async update(access, place, message) {
      const { channel, parts: stamps } = placeSchema.parse(place)
      await changeParts(stamps, composeParts(message), {
        change: (ts, part) => call(access, 'chat.update', { channel, ts, ...part }, doneSchema),
        remove: (ts) => call(access, 'chat.delete', { channel, ts }, doneSchema),
      })
    },

    async findSent(access, { address, keys, since, thread }) {
      const channel = await conversationOf(access, address)
      const root = rootIn(thread, channel)
      const [method, about] = root ? ['conversations.replies', { ts: root }] : ['conversations.history', {}]
      const oldest = ((since.getTime() - clockSkewMs) / 1_000).toFixed(6)
      const found = new Map<string, { ts: string; part: number }[]>(keys.map((key) => [key, []]))
      let cursor: string | undefined
      for (let page = 0; page < mostPages; page++) {
        const request = { channel, ...about, oldest, include_all_metadata: true, limit: pageSize, cursor }
        const { messages, response_metadata: next } = await call(access, method, request, foundSchema)
        for (const { ts, metadata } of messages)
          if (metadata?.event_type === deliveryMark)
            found.get(metadata.event_payload.delivery)?.push({ ts, part: metadata.event_payload.part })
        cursor = next?.next_cursor || undefined
        if (!cursor) break
      }
      const answers: SentAnswers = new Map()
      for (const [key, parts] of found) {
        const stamps = parts.toSorted((a, b) => a.part - b.part).map(({ ts }) => ts)
        if (stamps.length > 0) answers.set(key, { place: { channel, parts: stamps, thread: root } })
        // What lies behind the last page is not known.
        else if (!cursor) answers.set(key, 'never_sent')
      }
      return answers
    },

    async checkHealth(access) {
      await call(access, 'auth.test', {}, authSchema)
    },

    async answer(access, reply, said) {
      // Names of people stand in it: none of them makes a link, or calls everybody.
      const text = escapeText(said)
      const { channel, user, responseUrl } = replySchema.parse(reply)
      if (responseUrl && isAnswerAddress(responseUrl, config)) return answerAt(responseUrl, access, text)
      const where = channel || (await conversationOf(access, user))
      await call(access, 'chat.postEphemeral', { channel: where, user, text }, doneSchema)
    },

    async openForm(access, reply, form) {
      const { channel, triggerId } = replySchema.parse(reply)
      if (!triggerId) throw new SwitchboardError('gone', 'Slack opens no form without a press.')
      await call(access, 'views.open', { trigger_id: triggerId, view: composeView(form, channel) }, doneSchema)
    },

    async findPerson(access, mailAddress) {
      try {
        const { user } = await call(access, 'users.lookupByEmail', { email: mailAddress }, lookedUpSchema)
        const { id, deleted, is_bot: isBot, name, profile } = user
        return deleted || isBot ? null : { address: id, name: profile.display_name || profile.real_name || name }
      } catch (error) {
        if (isSwitchboardError(error) && error.facts.slack === 'users_not_found') return null
        throw error
      }
    },
  }
}

/** The message with which the thread of an earlier place begins; null where it stands in another conversation. */
function rootIn(thread: Json, channel: string): string | null {
  const place = placeSchema.safeParse(thread).data
  return place?.channel === channel ? (place.thread ?? place.parts[0] ?? null) : null
}

/** Before anything is posted nothing can have arrived, whatever has become of the call. */
function notBegun(error: unknown): never {
  if (isSwitchboardError(error, 'rate_limited')) {
    // Of this method alone: whoever's conversation is open is written to.
    throw new SwitchboardError('unavailable', 'Slack opens no further conversations at the moment.', {
      retryable: true,
      facts: { ...error.facts, sent: 'no', concerns: 'address' },
      cause: error,
    })
  }
  if (isSwitchboardError(error)) Object.assign(error.facts, { sent: 'no' })
  throw error
}
