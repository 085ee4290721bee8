import { randomBytes } from 'node:crypto'
import type { SlackApp } from './apps'
import { slackBot, slackChannels, slackPeople, slackWorkspaces } from './seed'

export type SlackReaction = { name: string; users: string[] }
export type SlackPost = {
  ts: string
  user: string
  text: string
  bot_id?: string
  thread_ts?: string
  edited?: { user: string; ts: string }
  reactions?: SlackReaction[]
  metadata?: unknown
  blocks?: SlackBlock[]
  /** The app that wrote it, and is told what is pressed. */
  app_id?: string
}
/** Of blocks, what makes a difference here. */
export type SlackBlock = { type: string; elements?: SlackElement[]; [field: string]: unknown }
export type SlackElement = { type: string; action_id?: string; url?: string; text?: unknown; style?: unknown }
/** What one person was shown, and nobody else. */
export type SlackNotice = { user: string; text: string; at: string }
/** A form that a person has before them. */
export type SlackView = { id: string; user: string; app_id: string; channel: string; view: SlackModal }
export type SlackModal = {
  callback_id: string
  private_metadata: string
  title: { text: string }
  submit: { text: string }
  blocks: SlackInput[]
}
export type SlackInput = {
  block_id: string
  label: { text: string }
  optional: boolean
  element: {
    type: string
    action_id: string
    multiline?: boolean
    initial_value?: string
    initial_date?: string
    initial_option?: { value: string }
    options?: { text: { text: string }; value: string }[]
  }
}
export type SlackRoom = {
  id: string
  name: string
  isMember: boolean
  isDirect: boolean
  isPrivate?: boolean
  /** A direct message of several people. */
  isGroup?: boolean
  isArchived?: boolean
  posts: SlackPost[]
  notices?: SlackNotice[]
  /** The workspace of an organisation that it is in. */
  teamId?: string
}
export type SlackData = {
  workspaces: { id: string; rooms: SlackRoom[]; views?: SlackView[] }[]
  lastTs: number
  /** Those that people have registered. */
  apps?: SlackApp[]
}

/** What happened in a workspace, as Slack words its events. */
export type SlackEvent = { type: string; [field: string]: unknown }

const microseconds = (ts: number) => `${Math.floor(ts / 1_000_000)}.${String(ts % 1_000_000).padStart(6, '0')}`

export function seededSlack(now: Date): SlackData {
  const rooms = slackChannels.map(({ id, name, isMember, isDirect = false, lines }, room): SlackRoom => {
    const posts: SlackPost[] = []
    let thread = ''
    for (const [place, [user, hoursAgo, text, reply]] of lines.entries()) {
      const ts = microseconds((now.getTime() - hoursAgo * 3_600_000) * 1_000 + room * 100 + place)
      if (!reply) thread = ts
      posts.push({ ts, user, text, ...(reply ? { thread_ts: thread } : {}) })
    }
    return { id, name, isMember, isDirect, posts }
  })
  const room = (id: string, teamId?: string): SlackRoom => ({
    id,
    name: 'general',
    isMember: true,
    isDirect: false,
    posts: [],
    ...(teamId ? { teamId } : {}),
  })
  return {
    workspaces: slackWorkspaces.map(({ id, teams }, at) => ({
      id,
      rooms: at === 0 ? rooms : teams ? teams.map((team) => room(`C${team.id.slice(1)}`, team.id)) : [room('C0FJORD')],
    })),
    lastTs: 0,
  }
}

/** Thrown by what Slack refuses; its code is what the API answers. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal'
  constructor(readonly code: string) {
    super(code)
  }
}

/** One workspace in which people write, and what is told of it. */
export function openWorkspace(
  data: SlackData,
  id: string,
  changed: (event: SlackEvent | null, room: SlackRoom) => void,
) {
  const own = data.workspaces.find((workspace) => workspace.id === id)
  const rooms = own?.rooms ?? []
  const room = (channel: string): SlackRoom => {
    const found = rooms.find((one) => one.id === channel)
    if (!found) throw new SlackRefusal('channel_not_found')
    return found
  }
  const post = (channel: string, ts: string): SlackPost => {
    const found = room(channel).posts.find((one) => one.ts === ts)
    if (!found) throw new SlackRefusal('message_not_found')
    return found
  }
  /** Later than any before. */
  const nextTs = () => microseconds((data.lastTs = Math.max(data.lastTs + 1, Date.now() * 1_000)))
  const kindOf = ({ isDirect, isGroup, isPrivate }: SlackRoom) =>
    isDirect ? 'im' : isGroup ? 'mpim' : isPrivate ? 'group' : 'channel'
  const familyOf = ({ isPrivate }: SlackRoom) => (isPrivate ? 'group' : 'channel')
  /** Slack tells an app only of what it is in. */
  const tell = (channel: string, event: SlackEvent) => changed(room(channel).isMember ? event : null, room(channel))

  return {
    rooms,
    room,
    post,
    views: () => (own ? (own.views ??= []) : []),

    /** The conversation of the app with a person; it begins when it is asked for. */
    directWith(user: string): SlackRoom {
      if (user === slackBot.id) throw new SlackRefusal('cannot_dm_bot')
      if (!personOf(user) && !ofCrowd.test(user)) throw new SlackRefusal('user_not_found')
      const known = rooms.find((one) => one.isDirect && one.name === user)
      if (known) return known
      const begun = { id: `D${user.slice(1)}`, name: user, isMember: true, isDirect: true, posts: [] }
      rooms.push(begun)
      changed(null, begun)
      return begun
    },

    /** Shown to one person; no history tells of it. */
    notify(channel: string, user: string, text: string): SlackNotice {
      const notice = { user, text, at: new Date().toISOString() }
      const where = room(channel)
      ;(where.notices ??= []).push(notice)
      changed(null, where)
      return notice
    },

    open(view: SlackView): void {
      own?.views?.push(view)
      if (own && !own.views) own.views = [view]
    },

    closeView(viewId: string): SlackView {
      const found = own?.views?.find((view) => view.id === viewId)
      if (!own || !found) throw new SlackRefusal('view_not_found')
      own.views = own.views?.filter((view) => view !== found)
      return found
    },

    rename(channel: string, name: string): void {
      const where = room(channel)
      where.name = name
      const event_ts = nextTs()
      tell(channel, { type: `${familyOf(where)}_rename`, channel: { id: channel, name, created: 0 }, event_ts })
    },

    archive(channel: string, isArchived: boolean): void {
      const where = room(channel)
      where.isArchived = isArchived
      const type = `${familyOf(where)}_${isArchived ? 'archive' : 'unarchive'}`
      tell(channel, { type, channel, user: slackPeople[0]?.id, event_ts: nextTs() })
    },

    /** Somebody puts the app out. */
    putOut(channel: string): void {
      const where = room(channel)
      tell(channel, { type: `${familyOf(where)}_left`, channel, actor_id: slackPeople[0]?.id, event_ts: nextTs() })
      where.isMember = false
      changed(null, where)
    },

    write(channel: string, fields: Omit<SlackPost, 'ts'>): SlackPost {
      const where = room(channel)
      const ts = nextTs()
      const written: SlackPost = { ts, ...fields }
      where.posts.push(written)
      const told = {
        ...written,
        channel,
        channel_type: kindOf(where),
        event_ts: ts,
        client_msg_id: randomBytes(8).toString('hex'),
      }
      tell(channel, { type: 'message', ...told })
      if (fields.text.includes(`<@${slackBot.id}>`) && !where.isDirect) tell(channel, { type: 'app_mention', ...told })
      return written
    },

    edit(channel: string, ts: string, text: string, blocks?: SlackBlock[]): void {
      const message = post(channel, ts)
      const before = { ...message }
      const at = nextTs()
      Object.assign(message, { text, edited: { user: message.user, ts: at }, ...(blocks ? { blocks } : {}) })
      const change = { message: { type: 'message', ...message }, previous_message: { type: 'message', ...before } }
      tell(channel, {
        type: 'message',
        subtype: 'message_changed',
        channel,
        channel_type: kindOf(room(channel)),
        ...change,
        ts: at,
        event_ts: at,
      })
    },

    delete(channel: string, ts: string): void {
      const message = post(channel, ts)
      const where = room(channel)
      where.posts = where.posts.filter((one) => one !== message)
      const at = nextTs()
      const change = { deleted_ts: ts, previous_message: { type: 'message', ...message }, ts: at, event_ts: at }
      tell(channel, { type: 'message', subtype: 'message_deleted', channel, channel_type: kindOf(where), ...change })
    },

    react(channel: string, ts: string, user: string, name: string): void {
      const message = post(channel, ts)
      const given = (message.reactions ??= []).find((one) => one.name === name)
      if (given?.users.includes(user)) throw new SlackRefusal('already_reacted')
      if (given) given.users.push(user)
      else message.reactions.push({ name, users: [user] })
      const item = { type: 'message', channel, ts }
      tell(channel, { type: 'reaction_added', user, reaction: name, item, item_user: message.user, event_ts: nextTs() })
    },

    unreact(channel: string, ts: string, user: string, name: string): void {
      const message = post(channel, ts)
      const given = message.reactions?.find((one) => one.name === name)
      if (!given?.users.includes(user)) throw new SlackRefusal('no_reaction')
      given.users = given.users.filter((one) => one !== user)
      message.reactions = message.reactions?.filter(({ users }) => users.length > 0)
      const item = { type: 'message', channel, ts }
      tell(channel, {
        type: 'reaction_removed',
        user,
        reaction: name,
        item,
        item_user: message.user,
        event_ts: nextTs(),
      })
    },
  }
}

export type SlackWorkspace = ReturnType<typeof openWorkspace>
/** Everybody else in a large workspace, for drills and benches: U0CROWD1, U0CROWD2 and so on can be written to. */
const ofCrowd = /^U0CROWD\d{1,5}$/
export const personOf = (id: string) => slackPeople.find((person) => person.id === id)
