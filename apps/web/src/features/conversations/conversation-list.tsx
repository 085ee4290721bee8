'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Plus, Search, X } from 'lucide-react'
import Link from 'next/link'
import { useParams, useRouter } from 'next/navigation'
import { useDeferredValue, useRef, useState } from 'react'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { SearchField } from '@/components/ui/search-field'
import { ErrorState } from '@/components/ui/states'
import { Status } from '@/components/ui/status'
import { Age } from '@/components/ui/time'
import type { ConversationRow } from '@/lib/api-types'
import { searchWords } from '@/lib/search-words'
import { useTRPC } from '@/lib/trpc'
import { useKeys } from '@/lib/use-keys'
import { ChannelMarks } from './channel-badge'
import { listInput } from './conversation-input'
import { lastLine, standings } from './conversation-texts'
import { ListSkeleton } from './skeletons'

export const newPath = '/conversations?new=true'

/** All conversations, the one with the latest news first. */
export function ConversationList() {
  const trpc = useTRPC()
  const router = useRouter()
  const { id: openId } = useParams<{ id?: string }>()
  const [search, setSearch] = useState<string | null>(null)
  const words = useDeferredValue(searchWords(search))
  const list = useRef<HTMLOListElement>(null)
  const read = useInfiniteQuery(
    trpc.conversation.list.infiniteQueryOptions(listInput(words), {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: (before) => before,
    }),
  )
  const rows = (read.data?.pages ?? []).flatMap(({ items }) => items)
  const step = (by: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('.conv-row a') ?? [])]
    const at = links.findIndex((link) => link === document.activeElement)
    const current = at === -1 ? rows.findIndex(({ id }) => id === openId) : at
    links[current === -1 ? 0 : Math.min(Math.max(current + by, 0), links.length - 1)]?.focus()
  }
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    n: () => router.push(newPath),
    '/': () => setSearch((before) => before ?? ''),
  })
  return (
    <section className="conv-list" aria-label="Conversations">
      <header className="bar">
        <h1 className="grow">Conversations</h1>
        <Button
          look="quiet"
          icon
          small
          aria-label={search === null ? 'Search' : 'Close the search'}
          aria-keyshortcuts="/"
          onClick={() => setSearch(search === null ? '' : null)}
        >
          <Icon of={search === null ? Search : X} />
        </Button>
        <Link
          className={buttonClass({ look: 'quiet', icon: true, small: true })}
          href={newPath}
          aria-label="New conversation"
          aria-keyshortcuts="n"
        >
          <Icon of={Plus} />
        </Link>
      </header>
      {search !== null && <ListSearch value={search} onChange={setSearch} />}
      {read.isError && rows.length === 0 ? (
        <ErrorState
          title="Your conversations could not be loaded"
          error={read.error}
          onRetry={() => void read.refetch()}
        />
      ) : read.isPending ? (
        <ListSkeleton />
      ) : rows.length === 0 ? (
        <p className="conv-none meta">
          {search
            ? 'No conversation matches.'
            : 'Ask the agent about your mail, tasks and calendar. None has begun yet.'}
          {!search && (
            <Link className={buttonClass({ look: 'primary' })} href={newPath}>
              Begin a conversation
            </Link>
          )}
        </p>
      ) : (
        <div className="conv-scroll">
          <ol ref={list}>
            {rows.map((row) => (
              <Row key={row.id} row={row} isOpen={row.id === openId} />
            ))}
          </ol>
          {read.hasNextPage && (
            <div className="p-4">
              <Button small disabled={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
                {read.isFetchingNextPage ? 'Loading' : 'Show more'}
              </Button>
            </div>
          )}
        </div>
      )}
    </section>
  )
}

function ListSearch({ value, onChange }: { value: string; onChange: (value: string | null) => void }) {
  return (
    <div
      className="conv-search"
      ref={(box) => box?.querySelector('input')?.focus()}
      onKeyDown={(event) => event.key === 'Escape' && onChange(null)}
    >
      <SearchField label="Search conversations" placeholder="Search conversations" value={value} onChange={onChange} />
    </div>
  )
}

function Row({ row, isOpen }: { row: ConversationRow; isOpen: boolean }) {
  const { word, icon, tone } = standings[row.standing]
  return (
    <li className="conv-row" data-open={isOpen || undefined}>
      <Link className="strong cut" href={`/conversations/${row.id}`} aria-current={isOpen ? 'page' : undefined}>
        {row.title}
      </Link>
      <Age at={row.lastActivityAt} className="meta num" />
      <p className="meta cut">{lastLine(row)}</p>
      <Status icon={icon} tone={tone}>
        {word}
      </Status>
      <ChannelMarks channels={row.channels} />
    </li>
  )
}
