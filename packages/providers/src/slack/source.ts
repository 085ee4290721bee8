import { isSwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { ChangeBatch, ChangeRequest, ItemNews, ItemSource } from '@switchboard/core/ports/item-source'
import { slackActs } from './acts'
import { isForgottenPage } from './client'
import { accountIdOf, defaultApp, type SlackConfig } from './config'
import { createDirectory, type SlackChannel } from './directory'
import { externalIdOf, presentMessage, timestampOf } from './present-message'
import { mentionedIn } from './plain-text'
import { checkedRoom } from './room'
import { createMessageReader, deletedReason, doneReason } from './read-messages'
import { recheckFrom, recheckPage, spanFrom } from './recheck'
import {
  newsSchema,
  slackCursorSchema,
  type SlackCursor,
  type SlackMessage,
  type ToldChange,
  type ToldMessage,
  slackSettingsSchema,
} from './schema'
import { channelsOutOfReach, checkedChannel, isWatched, renamesOf, watchedChannels } from './watched'
import { slackWriter } from './write-back'

const dayMs = 86_400_000

/**
 * Messages come by events, complete; a sync reads what events missed: each watched channel from its newest message back to where it
 * was read before, and of the threads that begin in that range their replies; every few hours also what older ones have become since.
 * A channel counts as read when its last page was read.
 */
export function slackSource(config: SlackConfig): ItemSource {
  const directory = createDirectory(config)
  const reader = createMessageReader(config, directory)
  const writer = slackWriter(config)

  const watched = (access: Access) => watchedChannels(directory, access)

  async function beginOf(access: Access, { cursor, since }: ChangeRequest): Promise<SlackCursor> {
    const before = cursor === null ? null : slackCursorSchema.parse(cursor)
    if (before?.reading || before?.recheck) return before
    const settings = slackSettingsSchema.parse(access.settings)
    const lookBack = new Date(config.clock.now().getTime() - settings.lookBackDays * dayMs)
    const [channel, ...waiting] = (await watched(access)).map(({ id }) => id)
    const readTo = before?.readTo ?? {}
    const from = timestampOf(since ?? lookBack)
    return {
      readTo,
      recheckedTo: before?.recheckedTo ?? null,
      gaveUpAt: before?.gaveUpAt ?? null,
      recheck: null,
      reading: channel ? { channel, waiting, page: null, newest: readTo[channel] ?? from, since: from } : null,
    }
  }

  /** What is new on a page of the channel that is being read, and in threads that begin on it. */
  async function readNew(access: Access, begin: SlackCursor, limit: number) {
    const { reading, readTo } = begin
    if (!reading) return { items: [], over: [], notCovered: null, calls: 0, cursor: begin }
    const { channel, page: at, since } = reading
    const oldest = readTo[channel] ?? since
    const request = { channel, oldest, limit, ...(at ? { cursor: at } : {}) }
    const { messages, page } = await reader.history(access, request)
    const answered = messages.filter(({ reply_count: count, latest_reply: latest }) => count && (latest ?? '') > oldest)
    const replies: SlackMessage[] = []
    const cuts: string[] = []
    let calls = 1
    for (const { ts } of answered) {
      const read = await reader.replies(access, channel, ts, oldest)
      replies.push(...read.replies)
      calls += read.calls
      if (read.cutAt) cuts.push(read.cutAt)
    }
    const { items, over } = await reader.present(access, channel, [...messages, ...replies])
    const notCovered = spanFrom(cuts, timestampOf(config.clock.now()))
    return { items, over, notCovered, calls, cursor: nextOf(begin, messages, page) }
  }

  /** The same with what older messages have become since, when it is time for it and nothing new is left. */
  async function readBatch(access: Access, begin: SlackCursor, { limit, lostAt }: ChangeRequest) {
    if (begin.recheck) {
      const { recheck, recheckedTo } = begin
      const page = await recheckPage(reader, access, recheck, { recheckedTo, limit }).catch((error: unknown) => {
        if (isSwitchboardError(error, 'rate_limited')) return null
        throw error
      })
      // What is new goes first: where Slack takes one call a minute, waiting here would leave no time for it.
      if (!page) {
        const gaveUpAt = timestampOf(config.clock.now())
        return { items: [], over: [], notCovered: null, calls: 1, cursor: { ...begin, recheck: null, gaveUpAt } }
      }
      const { next, ...read } = page
      return { ...read, cursor: { ...begin, recheck: next, recheckedTo: next ? recheckedTo : recheck.latest } }
    }
    const read = await readNew(access, begin, limit)
    if (read.cursor.reading) return read
    const channels = (await watched(access)).map(({ id }) => id)
    const settings = slackSettingsSchema.parse(access.settings)
    return {
      ...read,
      cursor: { ...read.cursor, ...recheckFrom(begin, settings, channels, { now: config.clock.now(), lostAt }) },
    }
  }

  /** A page that Slack has forgotten begins its channel anew: what was read of it before is known by its revision. */
  async function readOn(access: Access, begin: SlackCursor, request: ChangeRequest) {
    try {
      return await readBatch(access, begin, request)
    } catch (error) {
      const anew = isForgottenPage(error) ? withoutPage(begin) : null
      if (!anew) throw error
      return readBatch(access, anew, request)
    }
  }

  /** The item of a message that an event has told of, or why there is none. */
  async function newsOf(access: Access, told: ToldMessage): Promise<ItemNews> {
    const channel = await seen(access, told)
    const unseen = told.isGroup ? groupReason : privateReason
    const unwanted = channel ? await whyUnwanted(access, channel, told.message) : unseen
    if (!channel || unwanted !== null) return { items: [], over: [], unwanted: unwanted ?? unseen }
    const item = await presentMessage(directory, access, channel, told.message)
    return item ? { items: [item], over: [] } : { items: [], over: [], unwanted: 'No person has written it.' }
  }

  /** Null for a private channel into which Switchboard may not look: it is told of a mention there all the same. */
  async function seen(access: Access, told: ToldMessage): Promise<SlackChannel | null> {
    const { channel: id, isDirect, isPrivate, isGroup } = told
    if (isDirect) return directChannel(id)
    const { privateChannels, groupMessages } = slackSettingsSchema.parse(access.settings)
    if (isGroup ? !groupMessages : isPrivate && !privateChannels) return null
    try {
      return await directory.channel(access, id)
    } catch (error) {
      if (isSwitchboardError(error, 'scope_missing')) return null
      throw error
    }
  }

  async function whyUnwanted(access: Access, channel: SlackChannel, { text }: SlackMessage): Promise<string | null> {
    const settings = slackSettingsSchema.parse(access.settings)
    const { privateChannels, groupMessages, directMessages, mentionsOnly } = settings
    if (channel.isDirect) return directMessages ? null : 'Direct messages are switched off for this connection.'
    if (channel.isGroup && !groupMessages) return groupReason
    if (channel.isPrivate && !channel.isGroup && !privateChannels) return privateReason
    const mentioned = mentionedIn(text)
    // Who names the app means it, wherever it was invited.
    if (mentioned.length > 0 && mentioned.includes((await directory.workspace(access)).user_id)) return null
    if (!isWatched(channel, settings)) return 'Its channel is not among those that this connection watches.'
    return mentionsOnly && mentioned.length === 0 ? 'It mentions nobody, and only what does is looked at.' : null
  }

  /** What is remembered is asked for anew. */
  function noteChange(access: Access, told: ToldChange): ItemNews {
    if (told.kind === 'person') directory.forgetUser(access, told.user)
    else directory.forgetChannel(access, told.channel)
    const renames = told.kind === 'renamed' ? renamesOf(access.settings, told.channel, told.name) : []
    return { items: [], over: [], renames }
  }

  return {
    async fetchChanges(access, request): Promise<ChangeBatch> {
      const { calls, cursor, ...read } = await readOn(access, await beginOf(access, request), request)
      const more = cursor.reading !== null || cursor.recheck !== null
      return {
        ...read,
        ...(more ? {} : { outOfReach: await channelsOutOfReach(directory, access) }),
        unreadable: [],
        cursor,
        more,
        expected: null,
        apiCalls: Math.max(calls, 1),
        quotaUnits: calls,
      }
    },

    async readNews(access, news): Promise<ItemNews> {
      const told = newsSchema.parse(news)
      if (told.kind === 'person' || told.kind === 'channel' || told.kind === 'renamed') return noteChange(access, told)
      const externalId = externalIdOf(told.channel, told.kind === 'message' ? told.message.ts : told.ts)
      if (told.kind === 'deleted') return { items: [], over: [{ externalId, reason: deletedReason }] }
      if (told.kind === 'done') return { items: [], over: [{ externalId, reason: doneReason }] }
      if (told.kind === 'message') return newsOf(access, told)
      const message = await reader.unmarked(access, told.channel, told.ts)
      if (!message) return { items: [], over: [] }
      const isDirect = told.channel.startsWith('D')
      const where = { channel: told.channel, isDirect, isPrivate: false, isGroup: false }
      const now = await newsOf(access, { kind: 'message', ...where, message })
      return { ...now, back: now.items.map((item) => item.externalId) }
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
    acts: slackActs(config),

    checkedSettings: {
      fields: ['channels', 'privateChannels', 'groupMessages', 'room'],
      async check(access) {
        const { channels: names, room } = slackSettingsSchema.parse(access.settings)
        const all = await directory.channels(access, true)
        return {
          channels: names.map((name) => checkedChannel(name, all)),
          room: room === '' ? '' : await checkedRoom(directory, access, room, all),
        }
      },
    },
  }
}

const privateReason = 'Private channels are not read by this connection.'
const groupReason = 'Messages of several people are not read by this connection.'

const directChannel = (id: string): SlackChannel => ({
  id,
  name: id,
  isDirect: true,
  isPrivate: true,
  isMember: true,
  isGroup: false,
  isArchived: false,
  isOutside: false,
})

/** Pages go from the newest message back, so a channel is read when there is none before. */
function nextOf(begin: SlackCursor, messages: SlackMessage[], page: string | null): SlackCursor {
  const { readTo, reading } = begin
  if (!reading) return begin
  const newest = [reading.newest, ...messages.map(({ ts }) => ts)].sort(byTime).at(-1) ?? reading.newest
  if (page) return { ...begin, reading: { ...reading, page, newest } }
  const read = { ...readTo, [reading.channel]: newest }
  const [channel, ...waiting] = reading.waiting
  return {
    ...begin,
    readTo: read,
    reading: channel
      ? { channel, waiting, page: null, newest: read[channel] ?? reading.since, since: reading.since }
      : null,
  }
}

/** Null when it names no page. */
function withoutPage(cursor: SlackCursor): SlackCursor | null {
  const { reading, recheck } = cursor
  if (recheck?.page) return { ...cursor, recheck: { ...recheck, page: null, pages: 0, upper: recheck.latest } }
  return reading?.page ? { ...cursor, reading: { ...reading, page: null } } : null
}

const byTime = (a: string, b: string) => Number(a) - Number(b)
