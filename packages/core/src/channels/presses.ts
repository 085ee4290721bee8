import type { Connection } from '@switchboard/db'
import type { Actor, Context } from '../context'
import type { ChannelKind, MessageForm } from '../ports/message-channel'
import { feedbackPress } from './presses/feedback'
import { messageSeen } from './presses/message-seen'
import { suggestionPress } from './presses/suggestion'

export { actionId } from './action-id'

/** What pressing something does. */
export type Press = {
  /** Which of these teams the subject is of; null: of none, or it is gone. */
  teamOf(ctx: Context, teamIds: string[], subjectId: string): Promise<string | null>
  /**
   * Does it for the member who has pressed, and says what came of it. Twice does the same: what was pressed is worked on again when a
   * worker dies. Of what it throws as one of our errors for good the message is said.
   */
  act(ctx: Context, actor: Actor, pressed: Pressed): Promise<PressAnswer>
}

export type Pressed = {
  subjectId: string
  /** The subject was shown as it was then; null: a message from before that was kept. */
  seenAt: Date | null
  /** What was filled in; null: nothing was asked for. */
  values: Record<string, string> | null
  /** Where it was pressed. */
  via: ChannelKind
}

/**
 * One sentence for whoever has pressed, or a form; `otherwise` is said where forms cannot be filled in, or it is too late to open one.
 * `expectAt`, of a form of words alone: notes the names of a place below which its answer may be written as well.
 */
export type PressAnswer =
  | string
  | { form: MessageForm; otherwise: string; expectAt?: (connection: Connection, threadKeys: string[]) => Promise<void> }

/** By the part of an action's id that stands before its subject: `<noun>.<verb>:<uuid>`, with `:<time>` behind it where what was seen counts. */
export const presses: Readonly<Record<string, Press>> = {
  'feedback.approve': feedbackPress('approve'),
  'feedback.reject': feedbackPress('reject'),
  'feedback.choose': feedbackPress('choose'),
  'feedback.write': feedbackPress('write'),
  'feedback.choose_a': feedbackPress(0),
  'feedback.choose_b': feedbackPress(1),
  'feedback.choose_c': feedbackPress(2),
  'feedback.choose_d': feedbackPress(3),
  'feedback.choose_e': feedbackPress(4),
  'message.seen': messageSeen,
  'suggestion.approve': suggestionPress('approve'),
  'suggestion.edit': suggestionPress('edit'),
  'suggestion.dismiss': suggestionPress('dismiss'),
}

/** What an id that came back names; null for one that is none of ours, or of a version that is gone. */
export function pressOf(id: string): { press: Press; subjectId: string; seenAt: Date | null } | null {
  const [, name = '', subjectId = '', time] = /^([a-z_]+\.[a-z_]+):([0-9a-f-]{36})(?::([0-9a-z]{1,8}))?$/.exec(id) ?? []
  const press = Object.hasOwn(presses, name) ? presses[name] : undefined
  return press ? { press, subjectId, seenAt: time === undefined ? null : new Date(Number.parseInt(time, 36)) } : null
}
