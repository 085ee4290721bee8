'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
import { Panel } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/icon'
import { providerNames } from '@/components/ui/provider-logo'
import { Bone, ErrorState } from '@/components/ui/states'
import { ItemView } from '@/features/suggestions/item-view'
import type { Outputs } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { percent } from '@/lib/percent'
import { useTRPC } from '@/lib/trpc'
import { untitled } from '@/lib/untitled'
import { hasFailed, ItemOutcome, type ItemRow, SameAs } from './item-outcome'

/** One item beside the log: what became of it and why, and the words that were judged. */
export function ItemPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const trpc = useTRPC()
  const read = useQuery(trpc.item.get.queryOptions({ id }))
  const item = read.data
  return (
    <Panel
      open
      onOpenChange={(open) => !open && onClose()}
      title="Item"
      foot={item && (item.item.url || item.suggestionId) ? <Ways item={item} /> : undefined}
    >
      {read.isError ? (
        <ErrorState title="This item could not be loaded" error={read.error} onRetry={() => void read.refetch()} />
      ) : item ? (
        <>
          <section className="verdict">
            <h3>{questions[item.outcome ?? 'none']}</h3>
            <p>
              <ItemOutcome row={item} />
              {item.confidence !== null && (
                <span className="meta">{percent(item.confidence)} likely to need something done</span>
              )}
            </p>
            {item.sameAs && <SameAs suggestion={item.sameAs} />}
            {item.reason && <p>{item.reason}</p>}
            <RetryItem row={item} />
          </section>
          {item.readable && <ItemView suggestion={{ ...item, evidence: [] }} />}
        </>
      ) : (
        <Bone width="60%" height={20} />
      )}
    </Panel>
  )
}

type ItemDetail = Outputs['item']['get']

const questions: Record<NonNullable<ItemDetail['outcome']> | 'none', string> = {
  suggested: 'Why a task was proposed',
  no_action: 'Why no task was proposed',
  too_unsure: 'Why no task was proposed',
  skipped: 'Why it was not judged',
  none: 'Why it is not judged yet',
}

/** Where the same item stands elsewhere. */
function Ways({ item }: { item: ItemDetail }) {
  return (
    <>
      {item.suggestionId && (
        <Link className={buttonClass({ look: 'primary' })} href={`/?s=${item.suggestionId}`}>
          Open the suggestion
        </Link>
      )}
      {item.item.url && (
        <a className={buttonClass({})} href={item.item.url} target="_blank" rel="noreferrer">
          <Icon of={ExternalLink} />
          Open in {providerNames[item.provider]}
        </a>
      )}
    </>
  )
}

/** For an item that could not be judged: once more. */
export function RetryItem({ row, small }: { row: Pick<ItemRow, 'id' | 'state' | 'title'>; small?: boolean }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const retrying = useMutation(
    trpc.item.retry.mutationOptions({
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: trpc.item.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.connection.pathKey() }),
        ]),
    }),
  )
  if (!hasFailed(row)) return null
  return (
    <>
      {retrying.isError && (
        <p className="sub2 log-note text-bad" role="alert">
          {faultOf(retrying.error).message}
        </p>
      )}
      <Button
        small={small}
        className="mt-2"
        disabled={retrying.isPending}
        onClick={() => retrying.mutate({ id: row.id })}
      >
        Try again
        <span className="sr">: {row.title || untitled}</span>
      </Button>
    </>
  )
}
