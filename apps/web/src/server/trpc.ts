import { dehydrate } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { headers } from 'next/headers'
import { cache } from 'react'
import { appRouter } from '@switchboard/api'
import { createQueryClient } from '@/lib/query-client'
import { apiContextFor } from './api-context'

const context = cache(async () => apiContextFor((await headers()).get('cookie')))
const queryClient = cache(createQueryClient)

/** The procedures' query options for server components: a page reads its first data before it is sent. */
export const trpc = createTRPCOptionsProxy({ ctx: context, router: appRouter, queryClient })

/** Reads queries into the page. A query that fails is left to the browser, whose page shows the error. */
export async function prefetch(...reads: ((client: ReturnType<typeof createQueryClient>) => Promise<unknown>)[]) {
  const client = queryClient()
  await Promise.allSettled(reads.map((read) => read(client)))
  return dehydrate(client)
}
