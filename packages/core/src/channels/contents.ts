import type { OutboundMessage } from '@switchboard/db'
import type { Context } from '../context'
import type { ChannelMessage } from '../ports/message-channel'
import { agentJobContent } from './contents/agent-job'
import { alertContent } from './contents/alert'
import { digestContent } from './contents/digest'
import { feedbackContent } from './contents/feedback'
import { feedbackEndContent } from './contents/feedback-end'
import { mailReplyContent } from './contents/mail-reply'
import { saidContent } from './contents/said'
import { suggestionContent } from './contents/suggestion'
import { testContent } from './contents/test'

/** What a message says at the moment; null: nobody wants it any more. */
export type Content = (ctx: Context, message: OutboundMessage) => Promise<ChannelMessage | null>

/** Every kind of message, and where its words come from: rows are read when it is sent, so that it says what holds then. */
export const contents = {
  test: testContent,
  alert: alertContent,
  suggestion: suggestionContent,
  digest: digestContent,
  feedback: feedbackContent,
  feedback_end: feedbackEndContent,
  said: saidContent,
  mail_reply: mailReplyContent,
  agent_job: agentJobContent,
} satisfies Record<string, Content>

export type MessageKind = keyof typeof contents

/** Undefined for a kind of a newer version. */
export const knownContent = (kind: string): Content | undefined =>
  Object.entries(contents).find(([name]) => name === kind)?.[1]

/** Throws for a kind of a newer version: its message is tried again until that runs everywhere. */
export function contentOf(kind: string): Content {
  const found = knownContent(kind)
  if (!found) throw new Error(`Nobody knows what a message of the kind ${kind} says.`)
  return found
}
