import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Fact, Memory } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { sendAgain } from '@/lib/send-again'
import { useTRPC } from '@/lib/trpc'

type Edits = Partial<Pick<Fact, 'content' | 'type' | 'importance'>>

/** Changes of what is remembered: drawn at once, taken back with the reason when they are refused. */
export function useMemoryChanges() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const key = trpc.memory.get.queryKey()
  const [gone, setGone] = useState<Fact[]>([])
  const [fault, setFault] = useState<string | null>(null)

  const draw = (change: (facts: Memory['facts']) => Memory['facts']) => {
    // What is being read was so before.
    void queries.cancelQueries({ queryKey: key })
    queries.setQueryData(key, (before) => before && { ...before, facts: change(before.facts) })
  }
  const settled = {
    retry: sendAgain,
    // One after another, as they were made: what is deleted last is not edited after it.
    scope: { id: 'memory' },
    onError: (error: unknown) => setFault(faultOf(error).message),
    // What is read while the next is on its way would draw it back.
    onSettled: () =>
      queries.isMutating({ mutationKey: trpc.memory.pathKey() }) > 1
        ? undefined
        : queries.invalidateQueries({ queryKey: trpc.memory.pathKey() }),
  }
  const { mutateAsync: edit } = useMutation(trpc.memory.edit.mutationOptions(settled))
  const { mutateAsync: remove } = useMutation(trpc.memory.delete.mutationOptions(settled))
  const { mutateAsync: restore } = useMutation(trpc.memory.restore.mutationOptions(settled))
  const { mutateAsync: turn } = useMutation(trpc.memory.switch.mutationOptions(settled))
  /** What was chosen and is not answered yet. */
  const [turned, setTurned] = useState<boolean | null>(null)
  const { mutate: forgetAll, isPending: isForgetting } = useMutation(
    trpc.memory.forgetEverything.mutationOptions({ ...settled, onSuccess: () => setGone([]) }),
  )
  /** Whether it was done; what was refused is told by `fault`. */
  const attempt = async (call: () => Promise<unknown>): Promise<boolean> => {
    setFault(null)
    try {
      await call()
      return true
    } catch {
      return false
    }
  }

  return {
    /** Deleted on this page: it stays where it was, to be brought back. */
    gone,
    fault,
    turned,
    isForgetting,
    async turn(on: boolean) {
      setTurned(on)
      await attempt(async () => queries.setQueryData(key, await turn({ on })))
      setTurned(null)
    },
    forgetAll: (onDone: () => void) => forgetAll(undefined, { onSettled: onDone }),
    /** Returns why the words were refused; null when they are kept. */
    async saveContent({ id }: Fact, content: string): Promise<string | null> {
      setFault(null)
      try {
        draw((facts) => facts.map((one) => (one.id === id ? { ...one, content, edited: true } : one)))
        await edit({ id, edits: { content } }, { onError: () => setFault(null) })
        return null
      } catch (error) {
        return faultOf(error).message
      }
    },
    change: ({ id }: Fact, edits: Edits) =>
      attempt(async () => {
        draw((facts) => facts.map((one) => (one.id === id ? { ...one, ...edits, edited: true } : one)))
        await edit({ id, edits })
      }),
    async remove(fact: Fact) {
      setGone((before) => [...before.filter(({ id }) => id !== fact.id), fact])
      const isDone = await attempt(async () => {
        draw((facts) => facts.filter(({ id }) => id !== fact.id))
        await remove({ id: fact.id })
      })
      if (!isDone) setGone((before) => before.filter(({ id }) => id !== fact.id))
    },
    async restore(fact: Fact) {
      if (await attempt(() => restore({ id: fact.id }))) setGone((before) => before.filter(({ id }) => id !== fact.id))
    },
  }
}

export type MemoryChanges = ReturnType<typeof useMemoryChanges>
