import { callerOf } from '@/server/caller'
import { composition } from '@/server/composition'

const receive = (request: Request) => composition().receiveWebhook(request, callerOf(request))

// The receiver answers each method itself.
export { receive as GET, receive as POST }
