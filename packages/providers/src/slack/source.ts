import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { MessageItem } from '@switchboard/core/items'
import type { Access, ChangeBatch, ChangeRequest, ItemNews, ItemSource } from '@switchboard/core/ports'
import { callSlack } from './client'
import { accountIdOf, defaultApp, type SlackConfig } from './config'
import { createDirectory, type SlackChannel } from './directory'
import { externalIdOf, presentMessage, timestampOf } from './present-message'
import {
  doneReactions,
  historySchema,
  messageSchema,
  newsSchema,
  slackCursorSchema,
  type SlackCursor,
  type SlackMessage,
  type SlackSettings,
  slackSettingsSchema,
} from './schema'
import { slackWriter } from './write-back'

const doneReason = 'It was marked done with ✅ in Slack.'
const dayMs = 86_400_000
/** Replies of one thread that are read at a time. */
const mostReplies = 200

/**
 * Messages come by events, complete; a sync reads what events missed: each watched channel from its newest message back to where it
 * was read before, and of the threads that begin in that range their replies. A channel counts as read when its last page was read.
 */
export function slackSource(config: SlackConfig): ItemSource {
  const directory = createDirectory(config)
  const writer = slackWriter(config)

  async function watched(access: Access): Promise<SlackChannel[]> {
    const { channels: names } = slackSettingsSchema.parse(access.settings)
    const all = await directory.channels(access)
    return all.filter((channel) => channel.isMember && isWatched(channel, names))
  }

  async function beginOf(access: Access, { cursor, since }: ChangeRequest): Promise<SlackCursor> {
    const before = cursor === null ? null : slackCursorSchema.parse(cursor)
    if (before?.reading) return before
    const settings = slackSettingsSchema.parse(access.settings)
    const lookBack = new Date(config.clock.now().getTime() - settings.lookBackDays * dayMs)
    const [channel, ...waiting] = (await watched(access)).map(({ id }) => id)
    const readTo = before?.readTo ?? {}
    const from = timestampOf(since ?? lookBack)
    return {
      readTo,
      reading: channel ? { channel, waiting, page: null, newest: readTo[channel] ?? from, since: from } : null,
    }
  }

  async function readPage(access: Access, { readTo, reading }: SlackCursor, limit: number) {
    if (!reading) return { messages: [], page: null, calls: 0 }
    const { channel, page, since } = reading
    const request = { channel, oldest: readTo[channel] ?? since, limit, ...(page ? { cursor: page } : {}) }
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
    const messages = (answer?.messages ?? []).map((message) => messageSchema.safeParse(message))
    return { messages, page: answer?.response_metadata?.next_cursor || null, calls: 1 }
  }

  /** What was answered in threads that begin on this page. */
  async function readReplies(access: Access, channel: string, parents: SlackMessage[], oldest: string) {
    const replies: SlackMessage[] = []
    const answered = parents.filter(({ reply_count: count, latest_reply: latest }) => count && (latest ?? '') > oldest)
    for (const { ts } of answered) {
      const request = { channel, ts, oldest, limit: mostReplies }
      const answer = await callSlack(config, access, (client) => client.conversations.replies(request), historySchema)
      // The first is the message that was answered.
      replies.push(
        ...answer.messages.flatMap((one) => messageSchema.safeParse(one).data ?? []).filter((one) => one.ts !== ts),
      )
    }
    return { replies, calls: answered.length }
  }

  async function presentAll(access: Access, channel: SlackChannel, messages: SlackMessage[]): Promise<MessageItem[]> {
    const items: MessageItem[] = []
    for (const message of messages) {
      const item = await presentMessage(directory, access, channel, message)
      if (item) items.push(item)
    }
    return items
  }

  /** Those that somebody has marked done. */
  async function doneOf(access: Access, messages: SlackMessage[]): Promise<SlackMessage[]> {
    const marked = messages.filter(({ reactions }) => reactions?.some(({ name }) => doneReactions.has(name)))
    if (marked.length === 0) return []
    const { user_id: self } = await directory.workspace(access)
    return marked.filter(({ reactions = [] }) =>
      reactions.some(({ name, users }) => doneReactions.has(name) && users.some((user) => user !== self)),
    )
  }

  return {
    async fetchChanges(access, request): Promise<ChangeBatch> {
      const begin = await beginOf(access, request)
      const { reading } = begin
      const { messages: read, page, calls } = await readPage(access, begin, request.limit)
      const messages = read.flatMap(({ data }) => data ?? [])
      const oldest = reading ? (begin.readTo[reading.channel] ?? reading.since) : ''
      const { replies, calls: more } = reading
        ? await readReplies(access, reading.channel, messages, oldest)
        : { replies: [], calls: 0 }
      const channel = reading && (messages.length > 0 ? await directory.channel(access, reading.channel) : null)
      const all = [...messages, ...replies]
      const done = new Set(reading ? await doneOf(access, all) : [])
      const items = channel
        ? await presentAll(
            access,
            channel,
            all.filter((one) => !done.has(one)),
          )
        : []
      const over = reading
        ? [...done].map(({ ts }) => ({ externalId: externalIdOf(reading.channel, ts), reason: doneReason }))
        : []
      const cursor = nextOf(begin, messages, page)
      return {
        items,
        over,
        unreadable: [],
        notCovered: null,
        cursor,
        more: cursor.reading !== null,
        expected: null,
        apiCalls: Math.max(calls + more, 1),
        quotaUnits: calls + more,
      }
    },

    async readNews(access, news): Promise<ItemNews> {
      const told = newsSchema.parse(news)
      const externalId = externalIdOf(told.channel, told.kind === 'message' ? told.message.ts : told.ts)
      if (told.kind === 'deleted')
        return { items: [], over: [{ externalId, reason: 'The message was deleted in Slack.' }] }
      if (told.kind === 'done') return { items: [], over: [{ externalId, reason: doneReason }] }
      const { channels: names } = slackSettingsSchema.parse(access.settings)
      const channel = told.isDirect ? directChannel(told.channel) : await directory.channel(access, told.channel)
      if (!isWatched(channel, names)) return { items: [], over: [] }
      const item = await presentMessage(directory, access, channel, told.message)
      return { items: item ? [item] : [], over: [] }
    },

    async checkHealth(access) {
      const { team, team_id: teamId, enterprise_id: enterpriseId, ...auth } = await directory.workspace(access, true)
      const installation = {
        teamId: teamId ?? '',
        enterpriseId: enterpriseId ?? null,
        isOrg: auth.is_enterprise_install === true,
      }
      return { id: accountIdOf(access.appId ?? defaultApp, installation), name: team }
    },

    ...writer,

    checkedSettings: {
      fields: ['channels', 'privateChannels'],
      async check(access) {
        const { channels: names } = slackSettingsSchema.parse(access.settings)
        const all = await directory.channels(access, true)
        return { channels: names.map((name) => checkedName(name, all)) }
      },
    },
  }
}

const directChannel = (id: string): SlackChannel => ({ id, name: id, isDirect: true, isMember: true })

const bare = (name: string) => name.replace(/^#/, '').toLowerCase()

const isWatched = ({ name, isDirect }: SlackChannel, names: SlackSettings['channels']) =>
  isDirect || names.length === 0 || names.some((one) => bare(one) === name.toLowerCase())

/** As Slack writes it. Throws invalid_input for a channel that is not there, or that the app does not see into. */
function checkedName(name: string, all: SlackChannel[]): string {
  const found = all.find((channel) => !channel.isDirect && channel.name.toLowerCase() === bare(name))
  const field = 'channels'
  if (!found)
    throw new SwitchboardError('invalid_input', `There is no channel ‘#${bare(name)}’ that Switchboard may see.`, {
      field,
    })
  if (!found.isMember)
    throw new SwitchboardError(
      'invalid_input',
      `Switchboard is not in #${found.name} yet. Write ‘/invite @Switchboard’ there first.`,
      { field },
    )
  return found.name
}

/** Pages go from the newest message back, so a channel is read when there is none before. */
function nextOf({ readTo, reading }: SlackCursor, messages: SlackMessage[], page: string | null): SlackCursor {
  if (!reading) return { readTo, reading: null }
  const newest = [reading.newest, ...messages.map(({ ts }) => ts)].sort(byTime).at(-1) ?? reading.newest
  if (page) return { readTo, reading: { ...reading, page, newest } }
  const read = { ...readTo, [reading.channel]: newest }
  const [channel, ...waiting] = reading.waiting
  return {
    readTo: read,
    reading: channel
      ? { channel, waiting, page: null, newest: read[channel] ?? reading.since, since: reading.since }
      : null,
  }
}

const byTime = (a: string, b: string) => Number(a) - Number(b)
