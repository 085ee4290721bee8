import { callerOf } from './provider-contract/caller'
import { describeEffects } from './provider-contract/effects'
import { describeForm } from './provider-contract/form'
import { describeItemFaults, type FaultCase, httpFaults } from './provider-contract/item-faults'
import { describeItems } from './provider-contract/items'
import { describeNews } from './provider-contract/news'
import { describeOAuth } from './provider-contract/oauth'
import { describePush } from './provider-contract/push'
import { describeSettings } from './provider-contract/settings'
import { describeTold } from './provider-contract/told'
import { describeWeakTokens } from './provider-contract/weak-tokens'
import { describeWebhook } from './provider-contract/webhook'
import type {
  FilledIn,
  FormWorld,
  ProviderFault,
  ProviderTraits,
  ProviderWorld,
  ToldWorld,
} from './provider-contract/world'

export type {
  FormWorld,
  NewsWorld,
  ProviderFault,
  ProviderTraits,
  ProviderWorld,
  PushWorld,
  SentCall,
  ToldWorld,
  WebhookWorld,
} from './provider-contract/world'
/** The same about what events bring, `push` and `webhook`, each by itself. */
export { describeNews, describePush, describeWebhook }

const mailTraits: ProviderTraits = {
  writes: [
    { action: 'mark_read', leaves: { unread: false } },
    { action: 'archive', leaves: { archived: true } },
  ],
  resync: 'since',
  changes: false,
}

/** The promises that the ports make about a provider with `oauth` and `source`; every provider runs them on its own stand-in. */
export function describeProvider(name: string, world: () => ProviderWorld, traits = mailTraits): void {
  const caller = callerOf(world)
  describeSettings(name, world)
  describeOAuth(name, world, caller, traits)
  describeItems(name, world, caller.connect, traits)
  describeEffects(name, world, caller.connect, traits)
  describeWeakTokens(name, world, caller, traits)
  const atApi = () => ({ ...world(), fault: (fault: ProviderFault) => world().fault('api', fault) })
  describeItemFaults(name, atApi, caller.connect, httpFaults)
}

/** The same for a provider with `form` and `source`, and what can go wrong there. */
export function describeFormProvider<Fault>(
  name: string,
  world: () => FormWorld<Fault>,
  faults: FaultCase<Fault>[],
  traits = mailTraits,
): void {
  describeSettings(name, world)
  const { connect } = describeForm(name, world)
  describeItems(name, world, connect, traits)
  describeEffects(name, world, connect, traits)
  describeItemFaults(name, () => withSecret(world()), connect, faults)
}

/** The same for a provider with `form` and a `source` that has no history. */
export function describeToldProvider(
  name: string,
  world: () => ToldWorld,
  traits: Pick<ProviderTraits, 'writes'>,
): void {
  describeSettings(name, world)
  const { connect } = describeForm(name, world)
  describeNews(name, world, connect)
  describeTold(name, world, connect)
  describeEffects(name, world, connect, traits)
  describeItemFaults(name, () => withSecret(world()), connect, httpFaults)
}

/** What people fill in themselves stands in the token among other things. */
const withSecret = <World extends FilledIn>(world: World) => ({
  ...world,
  secrets: () => [String(world.values[world.secretField])],
})
