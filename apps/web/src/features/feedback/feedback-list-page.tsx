'use client'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { MessageCircleQuestion } from 'lucide-react'
import Link from 'next/link'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { DataCell, DataRow, DataTable } from '@/components/ui/data-table'
import { Dialog } from '@/components/ui/dialog'
import { Bone, EmptyState, ErrorState } from '@/components/ui/states'
import { Status } from '@/components/ui/status'
import { Age } from '@/components/ui/time'
import type { Feedback } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'
import { AskForm } from './ask-form'
import { feedbackStates, namesText } from './feedback-texts'

const views = ['for_me', 'by_me', 'all'] as const
type View = (typeof views)[number]
const viewNames: Record<View, string> = { for_me: 'For you', by_me: 'Asked by you', all: 'All of the team' }

/** Questions that wait for oneself, and what became of those that one has asked. */
export function FeedbackListPage() {
  const trpc = useTRPC()
  const role = useQuery(trpc.team.me.queryOptions()).data?.role
  const [view, setView] = useQueryState('view', parseAsStringLiteral(views).withDefault('for_me'))
  const [isAsking, setAsking] = useState(false)
  const shown = views.filter((one) => one !== 'all' || role === 'owner' || role === 'admin')
  return (
    <main id="content" className="page">
      <div className="inner">
        <header className="page-head">
          <div>
            <h1>Questions</h1>
            <p>What people of your team are asked. The first answer counts, wherever it is given.</p>
          </div>
          <Button look="primary" onClick={() => setAsking(true)}>
            Ask
          </Button>
        </header>
        <Tabs.Root
          value={view}
          onValueChange={(next) => void setView(views.find((name) => name === next) ?? 'for_me')}
          activationMode="manual"
        >
          <Tabs.List className="tablist" aria-label="Which questions">
            {shown.map((name) => (
              <Tabs.Trigger key={name} value={name}>
                {viewNames[name]}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <Tabs.Content value={view}>
            <Questions view={view} />
          </Tabs.Content>
        </Tabs.Root>
        <Dialog open={isAsking} onOpenChange={setAsking} title="Ask people of your team" wide>
          <AskForm
            onAsked={() => {
              setAsking(false)
              void setView('by_me')
            }}
            onCancel={() => setAsking(false)}
          />
        </Dialog>
      </div>
    </main>
  )
}

const perPage = 50

function Questions({ view }: { view: View }) {
  const trpc = useTRPC()
  const read = useInfiniteQuery(
    trpc.feedback.list.infiniteQueryOptions({ view, limit: perPage }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const rows = read.data?.pages.flatMap((page) => page.items) ?? []
  if (read.isError && rows.length === 0)
    return (
      <ErrorState title="The questions could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
    )
  if (read.isPending) return <Bone width="100%" height={160} />
  if (rows.length === 0)
    return (
      <EmptyState icon={MessageCircleQuestion} title={view === 'for_me' ? 'Nobody waits for you' : 'No question yet'}>
        <p>
          {view === 'for_me'
            ? 'What people and agents ask you stands here until somebody has answered it.'
            : 'Ask people of your team in the browser, in Slack, by e-mail and in Telegram at once.'}
        </p>
      </EmptyState>
    )
  return (
    <>
      <DataTable label="Questions" columns={['Question', 'State', 'Asked', { figures: 'When' }]}>
        {rows.map((row) => (
          <QuestionLine key={row.id} row={row} />
        ))}
      </DataTable>
      {read.hasNextPage && (
        <Button className="mt-4" disabled={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  )
}

function QuestionLine({ row: { id, question, state, end, recipients, createdAt } }: { row: Feedback }) {
  const { name, icon, tone } = feedbackStates[state]
  return (
    <DataRow>
      <DataCell>
        <Link href={`/feedback/${id}`}>{question}</Link>
      </DataCell>
      <DataCell label="State">
        <Status icon={icon} tone={tone} long>
          {end ?? name}
        </Status>
      </DataCell>
      <DataCell label="Asked">{namesText(recipients)}</DataCell>
      <DataCell label="When" figures>
        <Age at={createdAt} />
      </DataCell>
    </DataRow>
  )
}
