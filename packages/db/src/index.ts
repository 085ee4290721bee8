export * from './client'
export { Prisma } from './generated/client'
export type * from './generated/client'
export * from './listen'
