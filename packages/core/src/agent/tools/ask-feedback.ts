import { z } from 'zod'
import type { Actor, Context } from '../../context'
import { SwitchboardError } from '../../errors'
import type { Asking } from '../../feedback/ask-feedback'
import { feedbackLimits } from '../../feedback/limits'
import { oneLine, plainLines, plainWords } from '../commands/plain-words'
import { defineTool } from './tool'

const input = z.strictObject({
  people: z
    .array(z.string().trim().min(1).max(320))
    .min(1)
    .max(feedbackLimits.recipients)
    .describe('Names or mail addresses of members of the team; “me” for the person you speak with'),
  kind: z.enum(['approval', 'choice', 'text']),
  question: z.string().trim().min(1).max(feedbackLimits.question),
  details: z.string().max(feedbackLimits.details).default(''),
  options: z.array(z.string()).max(feedbackLimits.options).default([]).describe('Of a choice: two at least'),
})

export const askFeedbackTool = defineTool({
  name: 'ask_feedback',
  description:
    'Asks people of the team to approve something, to choose, or for a few words. Use it when the person wants it. It waits, days perhaps, until the first of them answers; then you go on with the answer.',
  effect: 'people',
  // What somebody else answers is no wish of the person.
  reads: true,
  doing: 'Asking people',
  input,

  async permit(ctx, actor, { people, question, details }) {
    const asked = await peopleOf(ctx, actor, people)
    if (asked.every(({ id }) => id === actor.userId)) return null
    const names = asked.map(({ name }) => name).join(', ')
    return {
      policy: 'auto',
      title: `Ask ${oneLine(names, 300)}`,
      details: [plainWords(question, feedbackLimits.question), plainLines(details)]
        .filter((text) => text !== '')
        .join('\n\n'),
    }
  },

  async asks(ctx, actor, { people, details, ...words }): Promise<Asking> {
    const asked = await peopleOf(ctx, actor, people)
    return { ...words, details: plainLines(details), recipientIds: asked.map(({ id }) => id) }
  },
})

/** Members of the team, by what they are called. Throws invalid_input, with whom there is. */
async function peopleOf(
  { db }: Context,
  { teamId, userId }: Actor,
  wanted: string[],
): Promise<{ id: string; name: string }[]> {
  const members = await db.membership.findMany({
    where: { teamId },
    select: { user: { select: { id: true, name: true, email: true } } },
    take: 1_000,
  })
  const users = members.map(({ user }) => user)
  const called = (word: string) => {
    const name = word.toLowerCase()
    const self = ['me', 'myself'].includes(name) ? users.filter(({ id }) => id === userId) : []
    const whole = users.filter((user) => [user.name?.toLowerCase(), user.email.toLowerCase()].includes(name))
    const first = users.filter((user) => user.name?.toLowerCase().split(/\s+/)[0] === name)
    return [self, whole, first].find((found) => found.length > 0) ?? []
  }
  return wanted.map((word) => {
    const [user, second] = called(word)
    if (user && !second) return { id: user.id, name: user.name ?? user.email }
    const known = users.slice(0, 50).map(({ name, email }) => (name ? `${name} <${email}>` : email))
    const fault = second ? 'is the name of several' : 'is nobody of this team'
    throw new SwitchboardError('invalid_input', `“${plainWords(word)}” ${fault}. There are: ${known.join(', ')}.`)
  })
}
