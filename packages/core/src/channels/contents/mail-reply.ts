import type { OutboundMessage } from '@switchboard/db'
import type { Context } from '../../context'
import type { ChannelMessage } from '../../ports/message-channel'
import type { Content } from '../contents'
import { feedbackContent } from './feedback'
import { suggestionContent } from './suggestion'

/** What somebody hears of their answer by mail. Asked back, or to be confirmed, it shows once more what it is about. */
export const mailReplyContent: Content = async (ctx, message) => {
  const { teamId, userId, subjectId } = message
  const reply =
    userId && subjectId ? await ctx.db.mailReply.findFirst({ where: { teamId, userId, id: subjectId } }) : null
  if (!reply || reply.told === null) return null
  const { kind, told, outcome } = reply
  const about = await contentAbout(ctx, { ...message, subjectId: reply.subjectId, data: {} }, kind)
  if (about && (outcome === 'asked_back' || outcome === 'parked'))
    return { ...about, body: `${told}\n\n---\n\n${about.body}` }
  return {
    template: 'message',
    title: about?.title ?? 'About your mail',
    body: told,
    actions: [],
    link: about?.link ?? (await linkOf(ctx, reply)),
    outcome: null,
    unsubscribeUrl: null,
  }
}

async function contentAbout(ctx: Context, message: OutboundMessage, kind: string): Promise<ChannelMessage | null> {
  if (kind === 'feedback') return feedbackContent(ctx, message)
  return kind === 'suggestion' ? suggestionContent(ctx, message) : null
}

async function linkOf(ctx: Context, reply: { teamId: string; subjectId: string; kind: string }) {
  if (reply.kind === 'said') return conversationOf(ctx, reply)
  if (reply.kind !== 'opening') return null
  return { label: 'Open conversations', url: new URL('/conversations', ctx.publicUrl).href }
}

async function conversationOf(ctx: Context, { teamId, subjectId }: { teamId: string; subjectId: string }) {
  const said = await ctx.db.conversationMessage.findFirst({ where: { teamId, id: subjectId } })
  if (!said) return null
  return {
    label: 'Go on in Switchboard',
    url: new URL(`/conversations/${said.conversationId}`, ctx.publicUrl).href,
  }
}
