'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { Bell, X } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Age } from '@/components/ui/time'
import type { PageMessage } from '@/lib/api-types'
import { useTRPC } from '@/lib/trpc'

const most = 3
const none: PageMessage[] = []

/**
 * Messages that have come to this page as the channel: they stay until they are put away. What is shown while the page is in sight counts
 * as seen.
 */
export function WebMessages() {
  const trpc = useTRPC()
  const items = useQuery(trpc.reach.pageMessages.queryOptions()).data?.items ?? none
  const { mutate } = useMutation(trpc.reach.seen.mutationOptions())
  const [shown, setShown] = useState<PageMessage[]>([])
  const told = useRef(new Set<string>())
  const isInSight = useIsInSight()
  // Only then are messages sent here; a page that nobody looks at leaves them to the other channels.
  useSubscription(trpc.live.inSight.subscriptionOptions(undefined, { enabled: isInSight }))
  useEffect(() => {
    const fresh = items.filter(({ id }) => !told.current.has(id))
    if (!isInSight || fresh.length === 0) return
    const ids = fresh.map(({ id }) => id)
    for (const id of ids) told.current.add(id)
    setShown((before) => [...fresh.filter((one) => !before.some(({ id }) => id === one.id)), ...before].slice(0, most))
    // What could not be told is told with the next reading.
    mutate({ ids }, { onError: () => ids.forEach((id) => told.current.delete(id)) })
  }, [items, isInSight, mutate])
  const putAway = (id: string) => setShown((before) => before.filter((one) => one.id !== id))
  return (
    <div className="page-messages" role="log" aria-label="Messages">
      {shown.map((message) => (
        <div key={message.id} className="page-message">
          <Icon of={Bell} />
          <div className="grow">
            <p className="strong">{message.title}</p>
            <p className="meta">
              {message.link && (
                <Link href={pathOf(message.link.url)} onClick={() => putAway(message.id)}>
                  {message.link.label}
                </Link>
              )}
              <Age at={message.at} suffix=" ago" />
            </p>
          </div>
          <Button look="quiet" icon small aria-label={`Put away: ${message.title}`} onClick={() => putAway(message.id)}>
            <Icon of={X} />
          </Button>
        </div>
      ))}
    </div>
  )
}

/** Links of messages lead here by the public address; the page itself may have come from another. */
function pathOf(url: string): string {
  const { pathname, search, hash } = new URL(url)
  return pathname + search + hash
}

const listen = (listener: () => void) => {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
const useIsInSight = () =>
  useSyncExternalStore(
    listen,
    () => document.visibilityState === 'visible',
    () => false,
  )
