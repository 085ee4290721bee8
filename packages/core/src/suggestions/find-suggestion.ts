import type { Suggestion } from '@switchboard/db'
import type { Actor, Context } from '../context'
import { notFound } from '../errors'
import { visibleTo } from '../visible-to'

/** Throws not_found for what does not exist, is another team's, or another member's. */
export async function findSuggestion(ctx: Context, actor: Actor, id: string): Promise<Suggestion> {
  const suggestion = await ctx.db.suggestion.findFirst({ where: { ...visibleTo(actor), id } })
  if (!suggestion) throw notFound('suggestion')
  return suggestion
}
