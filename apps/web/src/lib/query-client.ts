import { QueryClient } from '@tanstack/react-query'
import { TRPCClientError } from '@trpc/client'

const retries = 2

/** One cache of the server's answers. Faults of the caller are shown at once, passing ones tried again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // A server that makes a page waits for nobody: the browser tries again.
        retry: (count, error) => typeof window !== 'undefined' && count < retries && !isCallersFault(error),
      },
    },
  })
}

function isCallersFault(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false
  const status: unknown = error.data?.httpStatus
  return typeof status === 'number' && status >= 400 && status < 500
}
