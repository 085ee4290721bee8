'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { readAgain } from './read-again'
import { useTRPC } from './trpc'

type Live = {
  /** Whether signals arrive at the moment. */
  connected: boolean
  /** When they last did, for 'Showing 11:38'. */
  since: Date | null
}

const LiveContext = createContext<Live>({ connected: true, since: null })

export const useLive = () => useContext(LiveContext)

/** Follows the member's signals and reads again what they name; whenever they begin to arrive everything is read again. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [lostAt, setLostAt] = useState<Date | null>(null)

  const refresh = useGathered((keys) => {
    for (const queryKey of keys) void readAgain(queries, queryKey)
  })
  const { reset } = useSubscription(
    trpc.live.signals.subscriptionOptions(undefined, {
      onStarted: () => {
        setLostAt(null)
        // What the page knows was read before signals arrived: something may have changed in between.
        void readAgain(queries)
      },
      onConnectionStateChange: ({ state, error }) => {
        if (state !== 'connecting' || !error) return
        setLostAt((before) => before ?? new Date())
      },
      onData: ({ subject }) => {
        switch (subject) {
          case 'suggestion':
            return refresh(trpc.suggestion.pathKey())
          case 'task':
          case 'write_back':
            return refresh(trpc.task.pathKey(), trpc.activity.pathKey())
          case 'connection':
            // Changes that a task has made wait for a connection that is paused or needs a person.
            return refresh(
              trpc.connection.pathKey(),
              trpc.inbound.pathKey(),
              trpc.item.pathKey(),
              trpc.task.pathKey(),
              trpc.activity.pathKey(),
              trpc.reach.pathKey(),
            )
          case 'sync':
            return refresh(trpc.connection.pathKey(), trpc.item.pathKey())
          case 'message':
            // Where a question stands with whom is what its messages have come to.
            return refresh(trpc.delivery.pathKey(), trpc.reach.pathKey(), trpc.feedback.get.pathKey())
          case 'route':
            return refresh(trpc.channel.pathKey(), trpc.reach.pathKey())
          case 'conversation':
            return refresh(trpc.conversation.pathKey())
          case 'agent':
            return refresh(trpc.agent.pathKey(), trpc.conversation.pathKey())
          case 'memory':
            return refresh(trpc.memory.pathKey())
          case 'feedback':
            // Whom a conversation waits for stands in their list.
            return refresh(trpc.feedback.pathKey(), trpc.conversation.pathKey())
          case 'membership':
            return refresh(trpc.team.pathKey(), trpc.reach.pathKey())
          case 'team':
            // Which generator judges stands in the system's status as well.
            return refresh(trpc.team.pathKey(), trpc.system.pathKey())
        }
      },
    }),
  )
  useEffect(() => {
    const lose = () => setLostAt((before) => before ?? new Date())
    // A socket that outlived a short gap would say nothing: the subscription starts anew and tells what it finds.
    window.addEventListener('offline', lose)
    window.addEventListener('online', reset)
    // It may have gone while the page was still being made.
    if (!navigator.onLine) lose()
    return () => {
      window.removeEventListener('offline', lose)
      window.removeEventListener('online', reset)
    }
  }, [reset])
  return <LiveContext value={{ connected: lostAt === null, since: lostAt }}>{children}</LiveContext>
}

type Key = readonly unknown[]

/** A first sync signals hundreds of times: the first is heard at once, those that follow it together. */
const gatherMs = 500

function useGathered(read: (keys: Key[]) => void): (...keys: Key[]) => void {
  const waiting = useRef(new Map<string, Key>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const flush = () => {
    timer.current = undefined
    if (waiting.current.size === 0) return
    read([...waiting.current.values()])
    waiting.current.clear()
    timer.current = setTimeout(flush, gatherMs)
  }
  return (...keys) => {
    for (const key of keys) waiting.current.set(JSON.stringify(key), key)
    if (timer.current === undefined) flush()
  }
}
