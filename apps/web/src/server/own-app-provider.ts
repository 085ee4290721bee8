import { notFound } from 'next/navigation'
import type { ProviderRegistry } from '@switchboard/core/context'
import { providerIdSchema, type ProviderId } from '@switchboard/core/provider-ids'

/** The provider that an address names. There is no such page where teams register no apps of their own at it. */
export function ownAppProvider(providers: ProviderRegistry, named: string): ProviderId {
  const { data: id } = providerIdSchema.safeParse(named)
  if (!id || !providers[id]?.provider?.ownApps) notFound()
  return id
}
