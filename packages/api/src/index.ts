export { appRouter, type AppRouter } from './root'
export type { ApiContext, LiveFeed, SystemInfo } from './trpc'
