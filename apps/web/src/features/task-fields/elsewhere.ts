import type { ProviderId, WhenDoneOffer } from '@/lib/api-types'

/** Where the same was asked as well. */
export type Elsewhere = WhenDoneOffer & { provider: ProviderId; ended?: object | null }

/** Whether finishing can do something there; an account that is not connected any more is let alone. */
export const changesAnything = ({ connected, ended, effects }: Pick<Elsewhere, 'connected' | 'ended' | 'effects'>) =>
  connected && !ended && effects.length > 0
