'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { createContext, type ReactNode, useContext, useState } from 'react'
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

  const refresh = (...keys: readonly (readonly unknown[])[]) => {
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey })
  }
  useSubscription(
    trpc.live.signals.subscriptionOptions(undefined, {
      onStarted: () => {
        setLostAt(null)
        // What the page knows was read before signals arrived: something may have changed in between.
        void queries.invalidateQueries()
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
          case 'sync':
            return refresh(trpc.connection.pathKey(), trpc.item.pathKey())
          case 'membership':
            return refresh(trpc.team.pathKey())
        }
      },
    }),
  )
  return <LiveContext value={{ connected: lostAt === null, since: lostAt }}>{children}</LiveContext>
}
