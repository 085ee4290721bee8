import type { WebSocket } from 'ws'
import type { Product } from './product'
import { subscribe } from './subscribe'

/** A page's live updates. `hear` gets what comes, as text. */
export const listen = ({ gatewayUrl, url, cookie }: Product, hear?: (message: string) => void): Promise<WebSocket> =>
  subscribe({ url: gatewayUrl, origin: url, cookie }, { path: 'live.signals' }, hear)
