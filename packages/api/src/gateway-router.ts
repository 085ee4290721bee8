import { liveRouter } from './routers/live'
import { router } from './trpc'

/** What the gateway serves over its sockets, under the same path as in the whole router: all else has its limits where HTTP comes in. */
export const gatewayRouter = router({ live: liveRouter })
