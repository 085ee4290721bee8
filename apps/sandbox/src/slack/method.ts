import { z } from 'zod'
import { slackWorkspaces } from './seed'
import { SlackRefusal, type SlackRoom, type SlackWorkspace } from './workspace'

type Caller = {
  teamId: string
  workspace: SlackWorkspace
  scopes: string[]
  token: string
  args: Record<string, string>
}

/** One of Slack's methods: the scopes without which it refuses, and what it answers. */
export type Method = { needs: string[]; answer(caller: Caller): object }
/** By their names. https://docs.slack.dev/reference/methods */
export type Methods = Record<string, Method>

export const text = z.string().min(1)
export const messageSchema = z.object({ channel: text, ts: text })

export const teamsOf = (id: string) => slackWorkspaces.find((one) => one.id === id)?.teams

export function memberOf(workspace: SlackWorkspace, args: Record<string, string>): SlackRoom {
  const room = workspace.room(text.parse(args.channel))
  if (!room.isMember) throw new SlackRefusal('not_in_channel')
  return room
}
