export { appRouter, type AppRouter } from './root'
export type { ApiContext, Followed, LiveFeed, SystemInfo } from './trpc'
