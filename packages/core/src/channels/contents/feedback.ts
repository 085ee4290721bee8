import { tz } from '@date-fns/tz'
import type { FeedbackRequest } from '@switchboard/db'
import { format } from 'date-fns'
import { z } from 'zod'
import type { Context } from '../../context'
import { endText } from '../../feedback/end-text'
import { namesOf } from '../../feedback/names-of'
import { optionsOf, titleOf } from '../../feedback/question-of'
import { howToAnswer } from '../../mail-replies/how-to-answer'
import type { MessageAction } from '../../ports/message-channel'
import { zoneOf } from '../../teams/zone-of'
import { actionId } from '../action-id'
import type { Content } from '../contents'
import { escapeMarkdown } from '../escape-markdown'

const dataSchema = z.object({ reminder: z.int().catch(0) })
/** More options than these stand in a form. */
const mostButtons = 5

/** A question to be answered where it is read; once it has ended, what it came to. */
export const feedbackContent: Content = async (ctx, { teamId, userId, subjectId, data }) => {
  // A question is put to people by name, and to no room.
  if (!subjectId || userId === null) return null
  const request = await ctx.db.feedbackRequest.findFirst({
    where: { teamId, id: subjectId, recipients: { some: { userId } } },
  })
  if (!request) return null
  const { id, question, details, askedById, answeredById, expiresAt } = request
  const names = await namesOf(ctx.db, [askedById, answeredById])
  const end = endText(request, names.get(answeredById ?? '') ?? null, ctx.clock.now())
  const asker = names.get(askedById ?? '') ?? 'Your agent'
  const until = format(expiresAt, 'EEEE d MMMM, HH:mm', { in: tz(await zoneOf(ctx, userId)) })
  const isReminder = dataSchema.parse(data).reminder > 0
  return {
    template: 'question',
    title: `${isReminder ? 'Reminder: ' : ''}${titleOf(request)}`,
    body: [
      isReminder ? 'Nobody has answered this yet.' : '',
      `**${escapeMarkdown(question)}**`,
      details,
      `${escapeMarkdown(asker)} asks\\. The first answer counts, until ${until}\\.`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    actions: end === null ? actionsOf(ctx, request) : [],
    link: { label: 'Open in Switchboard', url: new URL(`/feedback/${id}`, ctx.publicUrl).href },
    outcome: end === null ? null : escapeMarkdown(end),
    unsubscribeUrl: null,
    ...(end === null ? { replyHint: `Or answer this mail. ${howToAnswer(request)}` } : {}),
  }
}

const choosing = [
  'feedback.choose_a',
  'feedback.choose_b',
  'feedback.choose_c',
  'feedback.choose_d',
  'feedback.choose_e',
] as const

function actionsOf(ctx: Pick<Context, 'publicUrl'>, request: FeedbackRequest): MessageAction[] {
  const { id, kind } = request
  // Channels that know links alone are mail. The page there decides nothing before something is pressed.
  const action = (
    name: string,
    verb: string,
    label: string,
    style: MessageAction['style'] = 'plain',
  ): MessageAction => ({
    id: actionId(name, id),
    label,
    style,
    url: new URL(`/feedback/${id}?do=${verb}&via=email`, ctx.publicUrl).href,
  })
  if (kind === 'approval')
    return [
      action('feedback.approve', 'approve', 'Approve', 'primary'),
      action('feedback.reject', 'reject', 'Reject', 'danger'),
    ]
  if (kind === 'text') return [action('feedback.write', 'write', 'Answer', 'primary')]
  const options = optionsOf(request)
  if (options.length > mostButtons) return [action('feedback.choose', 'choose', 'Choose', 'primary')]
  return options.flatMap((option, index) => {
    const name = choosing[index]
    return name ? [action(name, option.id, option.label)] : []
  })
}
