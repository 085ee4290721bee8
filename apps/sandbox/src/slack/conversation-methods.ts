import { historyScope, memberOf, messageSchema, type Methods, readScope, teamsOf, text } from './method'
import { paged } from './paged'
import { SlackRefusal, type SlackPost, type SlackRoom } from './workspace'

export const conversationMethods: Methods = {
  'conversations.list': {
    needs: ({ args }) => typesOf(args).map((type) => listScopes[type] ?? 'channels:read'),
    answer: ({ teamId, workspace, args }) => {
      // An organisation's token says which of its workspaces it asks about.
      if (teamsOf(teamId) && !args.team_id) throw new SlackRefusal('missing_argument')
      const types = typesOf(args)
      const rooms = workspace.rooms.filter(
        ({ isDirect, isGroup, isPrivate, isArchived, teamId: of }) =>
          !(isArchived && args.exclude_archived === 'true') &&
          types.includes(isDirect ? 'im' : isGroup ? 'mpim' : isPrivate ? 'private_channel' : 'public_channel') &&
          (!of || of === args.team_id),
      )
      const { rows, next } = paged(rooms, args)
      return { channels: rows.map(shown), ...next }
    },
  },
  'conversations.info': {
    needs: readScope,
    answer: ({ workspace, args }) => ({ channel: shown(workspace.room(text.parse(args.channel))) }),
  },
  'conversations.open': {
    needs: ['im:write'],
    answer: ({ workspace, args }) => ({ channel: { id: workspace.directWith(text.parse(args.users)).id } }),
  },
  'conversations.history': {
    needs: historyScope,
    answer: ({ workspace, args }) => {
      const room = memberOf(workspace, args)
      const tops = room.posts.filter((post) => isWithin(post, args) && (!post.thread_ts || post.thread_ts === post.ts))
      const { rows, next } = paged([...tops].reverse(), args)
      return {
        messages: rows.map((post) => shownTo(args, withReplies(room, post))),
        has_more: next.response_metadata.next_cursor !== '',
        ...next,
      }
    },
  },
  'conversations.replies': {
    needs: historyScope,
    answer: ({ workspace, args }) => {
      const { channel, ts } = messageSchema.parse(args)
      const room = memberOf(workspace, args)
      const parent = workspace.post(channel, ts)
      const answers = room.posts.filter((post) => post.thread_ts === ts && post !== parent && isWithin(post, args))
      const { rows, next } = paged(answers, args)
      return {
        messages: [withReplies(room, parent), ...rows.map((post) => ({ type: 'message', ...post }))].map((post) =>
          shownTo(args, post),
        ),
        has_more: next.response_metadata.next_cursor !== '',
        ...next,
      }
    },
  },
}

const typesOf = ({ types = 'public_channel' }: Record<string, string>) => types.split(',')
/** https://docs.slack.dev/reference/methods/conversations.list */
const listScopes: Record<string, string> = { private_channel: 'groups:read', im: 'im:read', mpim: 'mpim:read' }

/** Metadata are told to who asks for them. */
const shownTo = ({ include_all_metadata: all }: Record<string, string>, { metadata, ...post }: SlackPost) =>
  all === 'true' && metadata !== undefined ? { ...post, metadata } : post

const isWithin = ({ ts }: SlackPost, { oldest, latest }: Record<string, string>) =>
  (!oldest || Number(ts) > Number(oldest)) && (!latest || Number(ts) < Number(latest))

function withReplies(room: SlackRoom, post: SlackPost) {
  const replies = room.posts.filter((one) => one.thread_ts === post.ts && one !== post)
  const thread = { thread_ts: post.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts }
  return { type: 'message', ...post, ...(replies.length > 0 ? thread : {}) }
}

const shown = ({ id, name, isMember, isDirect, isGroup = false, isPrivate = false, isArchived = false }: SlackRoom) =>
  isDirect
    ? { id, is_im: true, user: name, is_archived: false }
    : {
        id,
        name,
        is_channel: !isPrivate && !isGroup,
        is_im: false,
        is_mpim: isGroup,
        is_private: isPrivate || isGroup,
        is_member: isMember,
        is_archived: isArchived,
      }
