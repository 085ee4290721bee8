'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SuggestionEdits } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

/** One suggestion with everything a decision needs; edits are seen at once and taken back when they are refused. */
export function useSuggestion(id: string) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const read = useQuery(trpc.suggestion.get.queryOptions({ id }, { placeholderData: undefined }))
  const [fault, setFault] = useState<string | null>(null)
  const editing = useMutation(trpc.suggestion.edit.mutationOptions())
  const queryKey = trpc.suggestion.get.queryKey({ id })

  const edit = async (edits: SuggestionEdits) => {
    setFault(null)
    const before = queries.getQueryData(queryKey)
    queries.setQueryData(queryKey, (detail) => detail && { ...detail, ...edits })
    try {
      queries.setQueryData(queryKey, await editing.mutateAsync({ id, edits }))
      await queries.invalidateQueries({ queryKey: trpc.suggestion.list.pathKey() })
    } catch (error) {
      queries.setQueryData(queryKey, before)
      setFault(faultOf(error).message)
    }
  }
  return { ...read, edit, fault }
}
