'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, createWSClient, httpBatchLink, splitLink, wsLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ReactNode, useState } from 'react'
import type { AppRouter } from '@switchboard/api'
import { wire } from '@switchboard/api/wire'
import { createQueryClient } from './query-client'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

const longestRetryMs = 10_000

/** Calls go over HTTP; what is live comes over the gateway's socket. */
export function ApiProvider({ gatewayUrl, children }: { gatewayUrl: string; children: ReactNode }) {
  const [queryClient] = useState(createQueryClient)
  const [client] = useState(() => {
    const socket = createWSClient({
      url: `${gatewayUrl.replace(/^http/, 'ws')}/ws`,
      lazy: { enabled: true, closeMs: 5_000 },
      keepAlive: { enabled: true, intervalMs: 15_000, pongTimeoutMs: 8_000 },
      // Growing, and not all browsers at once after a restart.
      retryDelayMs: (attempt) => Math.min(500 * 2 ** attempt, longestRetryMs) * (0.7 + 0.6 * Math.random()),
    })
    return createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: ({ type }) => type === 'subscription',
          true: wsLink({ client: socket, transformer: wire }),
          false: httpBatchLink({ url: '/api/trpc', transformer: wire, maxURLLength: 4_000, maxItems: 20 }),
        }),
      ],
    })
  })
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
