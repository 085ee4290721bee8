import { callerOf } from './provider-contract/caller'
import { describeItems } from './provider-contract/items'
import { describeOAuth } from './provider-contract/oauth'
import { describeSettings } from './provider-contract/settings'
import type { ProviderWorld } from './provider-contract/world'

export type { ProviderFault, ProviderWorld } from './provider-contract/world'

/** The promises that ports.ts makes about a provider with `oauth` and `source`; every provider runs them on its own stand-in. */
export function describeProvider(name: string, world: () => ProviderWorld): void {
  const caller = callerOf(world)
  describeSettings(name, world)
  describeOAuth(name, world, caller)
  describeItems(name, world, caller)
}
