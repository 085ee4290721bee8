import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { DecidePage } from '@/features/suggestions/decide-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Decide' }

/** Where links in messages lead. Opening it decides nothing: programs open links too. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  if (!z.uuid().safeParse(id).success) notFound()
  const state = await prefetch((client) => client.prefetchQuery(trpc.suggestion.get.queryOptions({ id })))
  return (
    <HydrationBoundary state={state}>
      <DecidePage id={id} />
    </HydrationBoundary>
  )
}
