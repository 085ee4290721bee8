import { z } from 'zod'
import { memberOf, messageSchema, type Methods, text } from './method'
import { slackBot } from './seed'
import { blocksIn } from './blocks'
import { personOf, SlackRefusal, type SlackWorkspace } from './workspace'

/** What the bot writes, and the reactions to messages. */
export const messageMethods: Methods = {
  'chat.postMessage': {
    needs: ['chat:write'],
    answer: ({ workspace, args, appId }) => {
      const { channel, text: words } = z.object({ channel: text, text }).parse(args)
      memberOf(workspace, args)
      if (args.thread_ts) threadIn(workspace, channel, args.thread_ts)
      const message = workspace.write(channel, {
        user: slackBot.id,
        bot_id: slackBot.botId,
        text: words,
        ...(args.thread_ts ? { thread_ts: args.thread_ts } : {}),
        app_id: appId,
        ...(args.blocks ? { blocks: blocksIn(args.blocks) } : {}),
        ...(args.metadata ? { metadata: z.json().parse(JSON.parse(args.metadata)) } : {}),
      })
      return { channel, ts: message.ts, message: { type: 'message', ...message } }
    },
  },
  'chat.update': {
    needs: ['chat:write'],
    answer: ({ workspace, args }) => {
      const { channel, ts } = messageSchema.parse(args)
      if (workspace.post(channel, ts).user !== slackBot.id) throw new SlackRefusal('cant_update_message')
      workspace.edit(channel, ts, text.parse(args.text), args.blocks ? blocksIn(args.blocks) : undefined)
      return { channel, ts }
    },
  },
  'chat.delete': {
    needs: ['chat:write'],
    answer: ({ workspace, args }) => {
      const { channel, ts } = messageSchema.parse(args)
      if (workspace.post(channel, ts).user !== slackBot.id) throw new SlackRefusal('cant_delete_message')
      workspace.delete(channel, ts)
      return { channel, ts }
    },
  },
  'chat.postEphemeral': {
    needs: ['chat:write'],
    answer: ({ workspace, args }) => {
      const { channel, user, text: words } = z.object({ channel: text, user: text, text }).parse(args)
      memberOf(workspace, args)
      if (!personOf(user)) throw new SlackRefusal('user_not_in_channel')
      return { message_ts: workspace.notify(channel, user, words).at }
    },
  },
  'reactions.get': {
    needs: ['reactions:read'],
    answer: ({ workspace, args }) => {
      const { channel, timestamp } = reactionArgs(args)
      return { type: 'message', channel, message: { type: 'message', ...workspace.post(channel, timestamp) } }
    },
  },
  'reactions.add': {
    needs: ['reactions:write'],
    answer: ({ workspace, args }) => {
      const { channel, timestamp } = reactionArgs(args)
      memberOf(workspace, args)
      workspace.react(channel, timestamp, slackBot.id, text.parse(args.name))
      return {}
    },
  },
  'reactions.remove': {
    needs: ['reactions:write'],
    answer: ({ workspace, args }) => {
      const { channel, timestamp } = reactionArgs(args)
      workspace.unreact(channel, timestamp, slackBot.id, text.parse(args.name))
      return {}
    },
  },
}

function threadIn(workspace: SlackWorkspace, channel: string, ts: string): void {
  if (!workspace.room(channel).posts.some((post) => post.ts === ts)) throw new SlackRefusal('thread_not_found')
}

const reactionArgs = (args: unknown) => z.object({ channel: text, timestamp: text }).parse(args)
