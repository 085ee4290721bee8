export { appRouter, createCaller, type AppRouter } from './root'
export type { ApiContext, LiveFeed, SystemInfo } from './trpc'
