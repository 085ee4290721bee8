import { HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { finishedInput, unfinishedInput } from '@/features/tasks/task-list-input'
import { TasksPage } from '@/features/tasks/tasks-page'
import { prefetch, trpc } from '@/server/trpc'

export const metadata: Metadata = { title: 'Tasks' }

export default async function Page() {
  const state = await prefetch(
    (client) =>
      client.prefetchInfiniteQuery(
        trpc.task.list.infiniteQueryOptions(unfinishedInput(''), { getNextPageParam: (page) => page.nextCursor }),
      ),
    (client) => client.prefetchQuery(trpc.task.list.queryOptions(finishedInput(''))),
  )
  return (
    <HydrationBoundary state={state}>
      <TasksPage />
    </HydrationBoundary>
  )
}
