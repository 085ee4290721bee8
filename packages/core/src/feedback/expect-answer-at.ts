import type { Actor, Context } from '../context'

/** Of one person, of one question: whoever presses again and again answers below one of the latest. */
const mostKeys = 20

/** As it is kept: what a service calls a place is its own, so that the account belongs to it. */
export const answerKeysOf = (connectionId: string, threadKeys: string[]): string[] =>
  threadKeys.map((key) => `${connectionId}:${key}`)

/** Notes that what a member writes below there is their answer to a question that wants words. Twice does the same. */
export async function expectAnswerAt(
  ctx: Pick<Context, 'db'>,
  { teamId, userId }: Actor,
  requestId: string,
  answerKeys: string[],
): Promise<void> {
  const who = { teamId_requestId_userId: { teamId, requestId, userId } }
  const asked = await ctx.db.feedbackRecipient.findUnique({ where: who })
  if (!asked) return
  const all = [...new Set([...asked.answerKeys, ...answerKeys])].slice(-mostKeys)
  await ctx.db.feedbackRecipient.update({ where: who, data: { answerKeys: all } })
}
