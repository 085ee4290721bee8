import { callerOf } from './provider-contract/caller'
import { describeItems } from './provider-contract/items'
import { describeOAuth } from './provider-contract/oauth'
import { describeSettings } from './provider-contract/settings'
import type { ProviderTraits, ProviderWorld } from './provider-contract/world'

export type { ProviderFault, ProviderTraits, ProviderWorld } from './provider-contract/world'

const mailTraits: ProviderTraits = { writes: true, resync: 'since', changes: false }

/** The promises that ports.ts makes about a provider with `oauth` and `source`; every provider runs them on its own stand-in. */
export function describeProvider(name: string, world: () => ProviderWorld, traits = mailTraits): void {
  const caller = callerOf(world)
  describeSettings(name, world)
  describeOAuth(name, world, caller)
  describeItems(name, world, caller, traits)
}
