import { isUnopened } from '../crypto/token-cipher'
import type { Actor, Context } from '../context'
import { type ProviderId, providerIdSchema } from '../provider-ids'
import { demandOperator } from '../switches/installation'

/** Long enough to set a service up; it offers another one when asked. */
const keepOfferedMs = 24 * 3_600_000

export const rowOfOffer = (provider: ProviderId) => `offered-secret:${provider}`

/**
 * Keeps the secret by which a provider says that it is going to sign, in place of one that it offered before. Nothing is believed by it:
 * whoever calls could have offered it.
 */
export async function keepOfferedSecret(
  { db, cipher, clock }: Pick<Context, 'db' | 'cipher' | 'clock'>,
  provider: ProviderId,
  secret: string,
): Promise<void> {
  const offer = { ciphertext: await cipher.seal(secret, rowOfOffer(provider)), offeredAt: clock.now() }
  await db.offeredSecret.upsert({ where: { provider }, create: { provider, ...offer }, update: offer })
}

/**
 * The secrets that providers have offered within a day, to be confirmed at the provider and in the configuration; none of a provider that
 * has one in force. Throws forbidden: they are for the person who runs the installation.
 */
export async function listOfferedSecrets(ctx: Context, actor: Actor) {
  await demandOperator(ctx, actor)
  const rows = await ctx.db.offeredSecret.findMany({
    where: { offeredAt: { gt: offeredSince(ctx) } },
    orderBy: { provider: 'asc' },
  })
  const items = await Promise.all(
    rows.map(async ({ provider: stored, ciphertext, offeredAt }) => {
      const id = providerIdSchema.safeParse(stored).data
      const provider = id && ctx.providers[id]?.provider
      if (!provider?.pushObstacle || !provider.webhook?.afterHandshake) return []
      const secret = await openOffer(ctx, provider.id, ciphertext)
      if (secret === null) return []
      return [
        { provider: provider.id, name: provider.name, secret, offeredAt, advice: provider.webhook.afterHandshake },
      ]
    }),
  )
  return { items: items.flat() }
}

/** Deletes what was offered more than a day ago. */
export async function deleteOldOffers(ctx: Pick<Context, 'db' | 'clock'>): Promise<void> {
  await ctx.db.offeredSecret.deleteMany({ where: { offeredAt: { lte: offeredSince(ctx) } } })
}

const offeredSince = ({ clock }: Pick<Context, 'clock'>) => new Date(clock.now().getTime() - keepOfferedMs)

/** Null when it cannot be opened any more. */
async function openOffer({ cipher }: Pick<Context, 'cipher'>, provider: ProviderId, ciphertext: string) {
  try {
    return await cipher.open(ciphertext, rowOfOffer(provider))
  } catch (error) {
    if (isUnopened(error)) return null
    throw error
  }
}
