import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { FeedbackPage } from '@/features/feedback/feedback-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Question' }

/** Where links in messages lead. Opening it answers nothing: programs open links too. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  if (!z.uuid().safeParse(id).success) notFound()
  const state = await prefetch((client) => client.prefetchQuery(trpc.feedback.get.queryOptions({ id })))
  return (
    <HydrationBoundary state={state}>
      <FeedbackPage id={id} />
    </HydrationBoundary>
  )
}
