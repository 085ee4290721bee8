import { z } from 'zod'
import { memberOf, messageSchema, type Methods, text } from './method'
import { slackBot } from './seed'
import { SlackRefusal } from './workspace'

/** What the bot writes, and the reactions to messages. */
export const messageMethods: Methods = {
  'chat.postMessage': {
    needs: ['chat:write'],
    answer: ({ workspace, args }) => {
      const { channel, text: words } = z.object({ channel: text, text }).parse(args)
      memberOf(workspace, args)
      const message = workspace.write(channel, {
        user: slackBot.id,
        bot_id: slackBot.botId,
        text: words,
        ...(args.thread_ts ? { thread_ts: args.thread_ts } : {}),
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
      workspace.edit(channel, ts, text.parse(args.text))
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

const reactionArgs = (args: unknown) => z.object({ channel: text, timestamp: text }).parse(args)
