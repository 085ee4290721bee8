import type { Context } from '../../context'
import { mailServerId } from './ways'

/**
 * Deletes rows that count nothing any more, as many as `most`: of chats, updates and look-ups that nobody has taken a token from since `before`, whose tokens
 * are full again, and of accounts that are gone. What an account that is there has learnt of its failures stays. Returns how many.
 */
export const deleteIdleRoutes = (ctx: Pick<Context, 'db'>, before: Date, most: number): Promise<number> =>
  ctx.db.$executeRaw`
    delete from "Route" where id in (
      select id from "Route" route
      where "tokensAt" < ${before} and coalesce(greatest("queuedUntil", "urgentUntil") < ${before}, true) and coalesce("pausedUntil" < ${before}, true)
        and (strpos(id, ':') > 0
          or id <> ${mailServerId} and not exists (select 1 from "Connection" connection where connection.id::text = route.id))
      limit ${most})`
