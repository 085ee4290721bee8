import { z } from 'zod'
import { slackWorkspaces } from './seed'
import { SlackRefusal, type SlackRoom, type SlackWorkspace } from './workspace'

type Caller = {
  teamId: string
  workspace: SlackWorkspace
  scopes: string[]
  token: string
  /** The app whose token it is. */
  appId: string
  args: Record<string, string>
}

/** One of Slack's methods: the scopes without which it refuses, and what it answers. */
export type Method = {
  needs: string[] | ((caller: Pick<Caller, 'workspace' | 'args'>) => string[])
  answer(caller: Caller): object
}
/** By their names. https://docs.slack.dev/reference/methods */
export type Methods = Record<string, Method>

export const text = z.string().min(1)
export const messageSchema = z.object({ channel: text, ts: text })

type Where = Pick<Caller, 'workspace' | 'args'>

/** What a conversation may be seen and read by depends on its kind. https://docs.slack.dev/apis/web-api/using-the-conversations-api */
export const readScope = (where: Where): string[] => [`${familyOf(where)}:read`]
export const historyScope = (where: Where): string[] => [`${familyOf(where)}:history`]

function familyOf({ workspace, args }: Where): string {
  const where = workspace.rooms.find(({ id }) => id === args.channel)
  if (where?.isDirect) return 'im'
  return where?.isGroup ? 'mpim' : where?.isPrivate ? 'groups' : 'channels'
}

export const teamsOf = (id: string) => slackWorkspaces.find((one) => one.id === id)?.teams

export function memberOf(workspace: SlackWorkspace, args: Record<string, string>): SlackRoom {
  const room = workspace.room(text.parse(args.channel))
  if (!room.isMember) throw new SlackRefusal('not_in_channel')
  return room
}
