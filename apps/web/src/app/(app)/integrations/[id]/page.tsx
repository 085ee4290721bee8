import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { ConnectionPage } from '@/features/connections/connection-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Connection' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  if (!z.uuid().safeParse(id).success) notFound()
  const state = await prefetch((client) => client.prefetchQuery(trpc.connection.get.queryOptions({ id })))
  return (
    <HydrationBoundary state={state}>
      <ConnectionPage id={id} />
    </HydrationBoundary>
  )
}
