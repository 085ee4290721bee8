import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { Context } from '../context'
import type { ProviderId } from '../provider-ids'
import { createRemembered } from '../remembered'
import { type AppKeys, readKeys } from './app-keys'

const mostNoted = 1_000
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
  // Keys that another process has replaced are taken as long as this remembers.
  const remembered = createRemembered<AppKeys>(ctx)
  const noted = new LRUCache<string, number>({ max: mostNoted })

  async function read(provider: ProviderId, id: string): Promise<AppKeys | null> {
    const app = await ctx.db.providerApp.findFirst({ where: { id, provider } })
    // With new keys what calls have said of the old ones was forgotten: what is said next is news.
    if (app?.lastCallAt === null) noted.delete(`taken:${id}`)
    if (app?.lastRefusedAt === null) noted.delete(`refused:${id}`)
    return app?.ciphertext ? readKeys(ctx, app, app.ciphertext) : null
  }

  return {
    async keysOf(provider, appId) {
      if (!z.uuid().safeParse(appId).success) return null
      return remembered.get(appId, () => read(provider, appId))
    },

    forget: (appId) => remembered.forget(appId),

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
