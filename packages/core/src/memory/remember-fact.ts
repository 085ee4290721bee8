import type { Context } from '../context'
import { factFrom, typeOf, wishedImportance } from './explicit-wish'
import { type Kept, keepFacts } from './keep-facts'
import { messageOf, type Origin } from './origin'

/**
 * Keeps what a member asks for by name, as it stands. Asked for again by the same run it is known. `unfit`: there are no words in it, or too
 * many.
 */
export async function rememberFact(
  ctx: Pick<Context, 'db' | 'clock'>,
  { teamId, userId, runId }: Origin,
  words: string,
): Promise<Kept | { outcome: 'unfit' }> {
  const content = factFrom(words)
  if (content === null) return { outcome: 'unfit' }
  const now = ctx.clock.now()
  const messageId = await messageOf(ctx, { teamId, userId, runId })
  const [kept] = await ctx.db.$transaction((tx) =>
    keepFacts(
      tx,
      { teamId, userId, messageId, at: null },
      [{ action: 'keep', type: typeOf(content), content, importance: wishedImportance }],
      now,
    ),
  )
  return kept ?? { outcome: 'gone' }
}
