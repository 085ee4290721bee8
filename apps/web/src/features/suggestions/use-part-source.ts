'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { faultOf } from '@/lib/error-text'
import { useTRPC } from '@/lib/trpc'

/** 'Not the same': one source of a suggestion becomes a suggestion of its own. */
export function usePartSource(id: string) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const parting = useMutation(
    trpc.suggestion.part.mutationOptions({
      onSuccess: ({ suggestion }) => queries.setQueryData(trpc.suggestion.get.queryKey({ id }), suggestion),
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: trpc.suggestion.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.item.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.task.pathKey() }),
        ]),
    }),
  )
  return {
    part: (itemId: string) => parting.mutate({ id, itemId }),
    isParting: parting.isPending,
    fault: parting.error ? faultOf(parting.error).message : null,
  }
}
