import type { Content } from '../contents'
import { isPresent } from '../presence'

/** Of a subject and of what a phone shows, in UTF-16 units. */
const longestTitle = 120

/** What is longer may go out in several parts, of which not each arrives: the whole is read in Switchboard. */
const longestWithoutLink = 1_500

/** What an agent has said. A link leads on from where the conversation was not going on before, and to the whole of what is long. */
export const saidContent: Content = async (ctx, { teamId, id, userId, subjectId, answers }) => {
  // An agent talks with one person.
  if (userId === null) return null
  const said = await ctx.db.conversationMessage.findFirst({ where: { teamId, userId, id: subjectId ?? '' } })
  if (!said) return null
  const { content, conversationId } = said
  // They have come back to the page on which they wrote, and read it there.
  if (answers === null && (await isPresent(ctx.db, { teamId, userId }, ctx.clock.now()))) return null
  const isElsewhere =
    answers === null ||
    (await ctx.db.delivery.count({ where: { teamId, messageId: id, state: { in: ['failed', 'unknown'] } } })) > 0
  const url = new URL(`/conversations/${conversationId}`, ctx.publicUrl).href
  return {
    template: 'said',
    title: firstLine(content),
    body: content,
    actions: [],
    link: isElsewhere || content.length > longestWithoutLink ? { label: 'Go on in Switchboard', url } : null,
    outcome: null,
    unsubscribeUrl: null,
    replyHint: 'Answer this mail to go on.',
  }
}

/** As plain text, without the marks that lines of Markdown begin with. */
function firstLine(content: string): string {
  const line = (content.split('\n').find((one) => /\w/.test(one)) ?? content).replace(/^[\s#>*-]+/, '').trim()
  return line.length > longestTitle ? `${line.slice(0, longestTitle - 1).trimEnd()}…` : line
}
