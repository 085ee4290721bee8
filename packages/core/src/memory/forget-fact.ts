import type { Memory } from '@switchboard/db'
import type { Context } from '../context'
import { contentWords } from './fact-words'
import { type Kept, keepFacts } from './keep-facts'
import { knownFacts } from './known-facts'
import { messageOf, type Origin } from './origin'

/** What is remembered in which all of these words occur. */
export async function factsWith(
  ctx: Pick<Context, 'db'>,
  owner: { teamId: string; userId: string },
  words: string,
): Promise<Memory[]> {
  const wanted = [...contentWords(words)]
  if (wanted.length === 0) return []
  const facts = await knownFacts(ctx.db, owner)
  return facts.filter(({ content }) => {
    const its = contentWords(content)
    return wanted.every((word) => its.has(word))
  })
}

/** Forgets one of a member's facts, as the run asks for; it can be brought back for a day. */
export async function forgetFact(
  ctx: Pick<Context, 'db' | 'clock'>,
  { teamId, userId, runId }: Origin,
  id: string,
): Promise<Kept> {
  const now = ctx.clock.now()
  const messageId = await messageOf(ctx, { teamId, userId, runId })
  const [kept] = await ctx.db.$transaction((tx) =>
    keepFacts(tx, { teamId, userId, messageId, at: null }, [{ action: 'forget', id }], now),
  )
  return kept ?? { outcome: 'gone' }
}
