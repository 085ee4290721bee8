import { conversationRouter } from './routers/conversation'
import { liveRouter } from './routers/live'
import { router } from './trpc'

const { follow, start, say, stop, end, limits } = conversationRouter

/**
 * What the gateway serves over its sockets, under the same paths as in the whole router: what is live, and what somebody who talks over a
 * socket needs beside it. All else has its limits where HTTP comes in.
 */
export const gatewayRouter = router({
  live: liveRouter,
  conversation: router({ follow, start, say, stop, end, limits }),
})
