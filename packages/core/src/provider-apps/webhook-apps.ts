import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { Context } from '../context'
import type { ProviderId } from '../provider-ids'
import { readKeys } from './app-keys'

/** Keys that were replaced are taken for so long at most, where they were not replaced by this process. */
const keptMs = 5_000
const mostKept = 1_000
/** So long what was not found is not looked for again. */
const missedMs = 1_000
/** How often it is noted that calls of an app come, or are refused. */
const noteEveryMs = 10_000

export type WebhookApps = {
  keysOf(provider: ProviderId, appId: string): Promise<unknown>
  /** That a call to an app was signed by it, or was not. Fails for nobody: who called is answered in any case. */
  note(appId: string, call: 'taken' | 'refused'): void
}

/** For receivers whose services know no apps of teams. */
export const noApps: WebhookApps = { keysOf: async () => null, note: () => undefined }

/** Answers what receivers need of the teams' own apps. That one is unknown is remembered for a second, one that is forgotten is looked up anew. */
export function createWebhookApps(
  ctx: Pick<Context, 'db' | 'cipher' | 'clock' | 'logger'>,
): WebhookApps & { forget(appId: string): void } {
  const perf = { now: () => ctx.clock.now().getTime() }
  const kept = new LRUCache<string, { keys: unknown }>({ max: mostKept, ttl: keptMs, ttlResolution: 0, perf })
  // By themselves: ids that somebody makes up do not push out those that there are.
  const missed = new LRUCache<string, true>({ max: mostKept, ttl: missedMs, ttlResolution: 0, perf })
  const noted = new LRUCache<string, number>({ max: mostKept })

  async function read(provider: ProviderId, id: string): Promise<unknown> {
    const app = await ctx.db.providerApp.findFirst({ where: { id, provider } })
    // With new keys what calls have said of the old ones was forgotten: what is said next is news.
    if (app?.lastCallAt === null) noted.delete(`taken:${id}`)
    if (app?.lastRefusedAt === null) noted.delete(`refused:${id}`)
    return app?.ciphertext ? readKeys(ctx, app, app.ciphertext) : null
  }

  return {
    async keysOf(provider, appId) {
      if (!z.uuid().safeParse(appId).success) return null
      const known = kept.get(appId)
      if (known) return known.keys
      if (missed.has(appId)) return null
      const keys = await read(provider, appId)
      if (keys !== null) kept.set(appId, { keys })
      else missed.set(appId, true)
      return keys
    },

    forget(appId) {
      kept.delete(appId)
      missed.delete(appId)
    },

    note(appId, call) {
      const at = ctx.clock.now()
      const name = `${call}:${appId}`
      if (at.getTime() - (noted.get(name) ?? -Infinity) < noteEveryMs) return
      noted.set(name, at.getTime())
      // The other one is news again as soon as it comes.
      noted.delete(`${call === 'taken' ? 'refused' : 'taken'}:${appId}`)
      ctx.db.providerApp
        .updateMany({ where: { id: appId }, data: call === 'taken' ? { lastCallAt: at } : { lastRefusedAt: at } })
        .catch((error: unknown) => ctx.logger.warn({ err: error, appId }, 'a call of an app was not noted'))
    },
  }
}
