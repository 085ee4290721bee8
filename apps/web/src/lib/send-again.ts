import { TRPCClientError } from '@trpc/client'

const mostRepeats = 3

/** For calls that are safe to repeat: what got lost on the way is sent again, what was answered is not. */
export const sendAgain = (failures: number, error: unknown): boolean => isLost(error) && failures < mostRepeats

/** No answer came: it may have been done all the same. */
export const isLost = (error: unknown): boolean => error instanceof TRPCClientError && !error.data
