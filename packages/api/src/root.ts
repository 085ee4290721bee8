import { activityRouter } from './routers/activity'
import { agentRouter } from './routers/agent'
import { appRegistrationRouter } from './routers/app-registration'
import { channelRouter } from './routers/channel'
import { connectionRouter } from './routers/connection'
import { conversationRouter } from './routers/conversation'
import { deliveryRouter } from './routers/delivery'
import { feedbackRouter } from './routers/feedback'
import { inboundRouter } from './routers/inbound'
import { itemRouter } from './routers/item'
import { liveRouter } from './routers/live'
import { memoryRouter } from './routers/memory'
import { reachRouter } from './routers/reach'
import { suggestionRouter } from './routers/suggestion'
import { systemRouter } from './routers/system'
import { taskRouter } from './routers/task'
import { teamRouter } from './routers/team'
import { router } from './trpc'

export const appRouter = router({
  activity: activityRouter,
  agent: agentRouter,
  appRegistration: appRegistrationRouter,
  channel: channelRouter,
  connection: connectionRouter,
  conversation: conversationRouter,
  delivery: deliveryRouter,
  feedback: feedbackRouter,
  inbound: inboundRouter,
  item: itemRouter,
  live: liveRouter,
  memory: memoryRouter,
  reach: reachRouter,
  suggestion: suggestionRouter,
  system: systemRouter,
  task: taskRouter,
  team: teamRouter,
})

export type AppRouter = typeof appRouter
