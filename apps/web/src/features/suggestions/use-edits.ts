'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useZone } from '@/components/ui/time'
import { putBackUnsaved } from '@/features/task-fields/unsaved'
import type { SuggestionEdits } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'
import { answered, shownWith, type Waiting } from './waiting-edits'

/** Edits of suggestions: seen at once, sent one after another, typed and not saved again when they are refused. */
export function useEdits() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const zone = useZone()
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map())
  const editing = useMutation(trpc.suggestion.edit.mutationOptions({ retry: sendAgain }))
  const waiting = useRef(new Map<string, Waiting>())
  /** Per suggestion the latest edit on its way: ends with what was wrong with the ones before, or null. */
  const onTheWay = useRef(new Map<string, Promise<string | null>>())

  const show = (id: string, next: Waiting) => {
    if (next.edits.length > 0) waiting.current.set(id, next)
    else waiting.current.delete(id)
    queries.setQueryData(trpc.suggestion.get.queryKey({ id }), shownWith(next))
  }

  const save = async (id: string, edits: SuggestionEdits): Promise<string | null> => {
    const current = (): Waiting => waiting.current.get(id) ?? { saved: undefined, edits: [] }
    try {
      const saved = await editing.mutateAsync({ id, edits })
      show(id, answered(current(), edits, saved))
      void queries.invalidateQueries({ queryKey: trpc.suggestion.list.pathKey() })
      return null
    } catch (error) {
      const { message } = faultOf(error)
      const others = answered(current(), edits, null)
      show(id, others)
      putBackUnsaved(id, edits, zone, others.edits)
      setFaults((before) => new Map([...before, [id, message]]))
      return message
    }
  }

  const edit = (id: string, edits: SuggestionEdits) => {
    setFaults((before) => new Map([...before].filter(([other]) => other !== id)))
    const { saved, edits: before } = waiting.current.get(id) ?? {
      saved: queries.getQueryData(trpc.suggestion.get.queryKey({ id })),
      edits: [],
    }
    show(id, { saved, edits: [...before, edits] })
    const earlier = onTheWay.current.get(id) ?? Promise.resolve(null)
    const all = earlier.then(async (fault) => {
      const message = await save(id, edits)
      return fault ?? message
    })
    onTheWay.current.set(id, all)
    void all.then(() => {
      if (onTheWay.current.get(id) === all) onTheWay.current.delete(id)
    })
  }

  return {
    edit,
    /** Why the latest edit of a suggestion was not saved. */
    faults,
    /** Somebody writes on: what was said of the text before is true no longer. */
    forgetFault: (id: string) => {
      if (faults.has(id)) setFaults((before) => new Map([...before].filter(([other]) => other !== id)))
    },
    /** Waits for the edits of these (null: of all) that are on their way; which of them were refused, and why. */
    settled: async (ids: readonly string[] | null): Promise<ReadonlyMap<string, string>> => {
      const ends = await Promise.all(
        [...onTheWay.current].map(async ([id, end]): Promise<[string, string | null]> => [
          id,
          ids === null || ids.includes(id) ? await end : null,
        ]),
      )
      return new Map(ends.flatMap(([id, message]) => (message === null ? [] : [[id, message]])))
    },
    /** Without a connection: kept on this device until there is one. */
    isWaiting: editing.isPaused,
  }
}

export type Edits = ReturnType<typeof useEdits>
