import { useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useEffect, useReducer, useRef, useState } from 'react'
import type { Said, WholeConversation } from '@/lib/api-types'
import { useTRPC, useTRPCClient } from '@/lib/trpc'
import { wholeInput } from './conversation-input'
import { beginThread, takeNews } from './thread'

/** Follows a conversation from where it was read: nothing is lost or told twice, whatever happens to the socket. */
export function useThread(whole: WholeConversation) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queries = useQueryClient()
  const [thread, tell] = useReducer(takeNews, whole, beginThread)
  // Where it begins stays as it was: the socket itself resumes from the last event that came.
  const [from] = useState(whole.seq)
  useEffect(() => tell({ kind: 'read', whole }), [whole])

  const input = { id: whole.id, lastEventId: String(from) }
  useSubscription(
    trpc.conversation.follow.subscriptionOptions(input, {
      onData: ({ id, data }) => tell({ kind: 'event', seq: Number(id), event: data }),
    }),
  )
  const { isTorn } = thread
  useEffect(() => {
    if (isTorn) void queries.invalidateQueries({ queryKey: trpc.conversation.get.queryKey(wholeInput(whole.id)) })
  }, [isTorn, queries, trpc, whole.id])

  const [earlierState, setEarlierState] = useState<'there' | 'loading' | 'failed'>('there')
  const isLoading = useRef(false)
  const loadEarlier = async () => {
    const before = thread.said[0]?.seq
    if (isLoading.current || before === undefined || !thread.earlier) return
    isLoading.current = true
    setEarlierState('loading')
    try {
      tell({ kind: 'earlier', page: await client.conversation.earlier.query({ id: whole.id, before, limit: 50 }) })
      setEarlierState('there')
    } catch {
      setEarlierState('failed')
    } finally {
      isLoading.current = false
    }
  }
  return { thread, earlierState, loadEarlier, addSaid: (said: Said) => tell({ kind: 'said', said }) }
}
