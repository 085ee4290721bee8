import { LRUCache } from 'lru-cache'
import { isSwitchboardError, SwitchboardError } from '@switchboard/core/errors'
import type { Access } from '@switchboard/core/ports/access'
import type { Clock } from '@switchboard/core/ports/clock'
import type { z } from 'zod'
import { callSlack } from './client'
import type { SlackConfig } from './config'
import { authSchema, channelInfoSchema, channelsSchema, slackSettingsSchema, teamsSchema, userSchema } from './schema'

export type SlackUser = { id: string; name: string; address: string | null; isBot: boolean }
export type SlackChannel = {
  id: string
  name: string
  isDirect: boolean
  isPrivate: boolean
  isMember: boolean
  /** A direct message of several people. */
  isGroup: boolean
  isArchived: boolean
  /** People of other companies are in it. */
  isOutside: boolean
}
export type SlackDirectory = ReturnType<typeof createDirectory>

/** Of each kind, in a process. */
const mostKept = 1_000
/** The most that Slack takes. https://docs.slack.dev/reference/methods/conversations.list */
const pageSize = 999
/** No workspace has more channels: Slack does not come to an end. */
const mostPages = 100

/** Who the people and channels of a workspace are, remembered for as long as its settings say: Slack allows few calls a minute. */
export function createDirectory(config: Pick<SlackConfig, 'apiUrl' | 'clock'>) {
  const workspaces = remembering(config.clock, (access: Access) =>
    callSlack(config, access, (client) => client.auth.test(), authSchema),
  )

  const users = remembering(config.clock, async (access: Access, id: string): Promise<SlackUser> => {
    try {
      const { user } = await callSlack(config, access, (client) => client.users.info({ user: id }), userSchema)
      const { profile } = user
      const name = profile.display_name || profile.real_name || user.name
      return { id, name, address: profile.email || null, isBot: user.is_bot }
    } catch (error) {
      // Somebody of another organisation, or gone.
      const isOutside = isSwitchboardError(error, 'gone')
      if (isOutside || (isSwitchboardError(error, 'invalid_response') && error.facts.slack?.startsWith('user')))
        return { id, name: id, address: null, isBot: false }
      throw error
    }
  })

  const channels = remembering(config.clock, async (access: Access, id: string): Promise<SlackChannel> => {
    const answer = await callSlack(
      config,
      access,
      (client) => client.conversations.info({ channel: id }),
      channelInfoSchema,
    )
    return channelOf(answer.channel)
  })

  const lists = remembering(config.clock, async (access: Access): Promise<SlackChannel[]> => {
    const { directMessages, privateChannels, groupMessages } = slackSettingsSchema.parse(access.settings)
    const kinds = [
      'public_channel',
      ...(privateChannels ? ['private_channel'] : []),
      ...(directMessages ? ['im'] : []),
      ...(groupMessages ? ['mpim'] : []),
    ]
    const { is_enterprise_install: isOrg } = await workspaces(access, '', false)
    // What an organisation has installed says of which of its workspaces it asks. https://docs.slack.dev/enterprise
    const teams = isOrg ? await teamsOf(access) : [undefined]
    const found = new Map<string, SlackChannel>()
    for (const team of teams)
      // Workspaces share channels.
      for (const channel of await granted(kinds, (types) => list(access, types, team))) found.set(channel.id, channel)
    return [...found.values()]
  })

  const list = (access: Access, types: string[], team: string | undefined) =>
    pagesOf(async (cursor) => {
      const request = { types: types.join(','), exclude_archived: true, limit: pageSize, cursor, team_id: team }
      const answer = await callSlack(config, access, (client) => client.conversations.list(request), channelsSchema)
      return { rows: answer.channels.map(channelOf), next: answer.response_metadata?.next_cursor }
    })

  const teamsOf = (access: Access) =>
    pagesOf(async (cursor) => {
      const request = { limit: pageSize, cursor }
      const answer = await callSlack(config, access, (client) => client.auth.teams.list(request), teamsSchema)
      return { rows: answer.teams.map(({ id }) => id), next: answer.response_metadata?.next_cursor }
    })

  return {
    workspace: (access: Access, fresh = false) => workspaces(access, '', fresh),
    user: (access: Access, id: string) => users(access, id),
    channel: (access: Access, id: string, fresh = false) => channels(access, id, fresh),
    channels: (access: Access, fresh = false) => lists(access, '', fresh),
    /** It is asked for anew. */
    forgetUser: (access: Access, id: string) => users.forget(access, id),
    forgetChannel(access: Access, id: string): void {
      channels.forget(access, id)
      lists.forget(access, '')
    },
  }
}

/** Slack refuses all kinds of channels for one that was not granted: that one is left out until somebody grants it, as its page asks for. */
async function granted<T>(kinds: string[], ask: (kinds: string[]) => Promise<T[]>): Promise<T[]> {
  try {
    return await ask(kinds)
  } catch (error) {
    if (kinds.length < 2 || !isSwitchboardError(error, 'scope_missing')) throw error
  }
  const [first = '', ...others] = kinds
  const found = await ask([first])
  for (const kind of others)
    found.push(
      ...(await ask([kind]).catch((error: unknown) => {
        if (isSwitchboardError(error, 'scope_missing')) return []
        throw error
      })),
    )
  return found
}

const channelOf = ({
  id,
  name,
  is_im: isDirect,
  is_private: isPrivate,
  is_member: isMember,
  is_mpim: isGroup,
  is_archived: isArchived,
  is_ext_shared: isOutside,
}: z.infer<typeof channelInfoSchema>['channel']) => ({
  id,
  name: name ?? id,
  isDirect,
  isPrivate,
  // A direct message has no members beside the two; one of several people is told of to nobody else.
  isMember: isMember || isDirect || isGroup,
  isGroup,
  isArchived,
  isOutside,
})

/** All rows of all pages. Throws invalid_response where there is no last one. */
async function pagesOf<T>(ask: (cursor: string | undefined) => Promise<{ rows: T[]; next?: string }>): Promise<T[]> {
  const found: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const { rows, next } = await ask(cursor)
    found.push(...rows)
    if (!next) return found
    cursor = next
  }
  throw new SwitchboardError('invalid_response', `Slack has listed ${found.length} rows and does not come to an end.`)
}

/** Whoever asks at the same time waits for the same answer; one that failed is asked for again. */
function remembering<T extends object>(clock: Pick<Clock, 'now'>, ask: (access: Access, id: string) => Promise<T>) {
  const kept = new LRUCache<string, { at: number; value: Promise<T> }>({ max: mostKept })
  const nameOf = (access: Access, id: string) => `${access.connectionId} ${id}`
  async function read(access: Access, id: string, fresh = false): Promise<T> {
    const { cacheMinutes } = slackSettingsSchema.parse(access.settings)
    const now = clock.now().getTime()
    const name = nameOf(access, id)
    const known = kept.get(name)
    if (known && !fresh && now - known.at < cacheMinutes * 60_000) return known.value
    const value = ask(access, id)
    kept.set(name, { at: now, value })
    try {
      return await value
    } catch (error) {
      if (kept.get(name)?.value === value) kept.delete(name)
      throw error
    }
  }
  return Object.assign(read, { forget: (access: Access, id: string) => void kept.delete(nameOf(access, id)) })
}
