'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TRPCClientError } from '@trpc/client'
import { useState } from 'react'
import { useZone } from '@/components/ui/time'
import type { DecisionResult, SuggestionEdits } from '@/lib/api-types'
import { faultOf } from '@/lib/error-text'
import { clockTime } from '@/lib/time-text'
import { useTRPC } from '@/lib/trpc'

export type Verb = 'approve' | 'dismiss'
type Subject = { id: string; title: string }

/** What is said about the latest decision, and how long it can be taken back. */
export type LastDecision = {
  key: number
  text: string
  tone: 'done' | 'problem'
  /** Those that undo takes back; empty when there is nothing to take back (any more). */
  ids: string[]
  undoMs: number | null
}

const past: Record<Verb, string> = { approve: 'Approved', dismiss: 'Dismissed' }
const sendAgainTimes = 3

/** Decisions are repeatable, so what got lost on the way is sent again; while offline it waits on this device. */
const sendAgain = (count: number, error: unknown) =>
  error instanceof TRPCClientError && !error.data && count < sendAgainTimes

/**
 * Decisions as people feel them: the row leaves at once; a refusal brings it back with the reason, and a decision that
 * somebody else made first is told with name and time.
 */
export function useDecisions(onLost: (id: string) => void) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const zone = useZone()
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set())
  const [notes, setNotes] = useState<ReadonlyMap<string, string>>(new Map())
  const [last, setLast] = useState<LastDecision | null>(null)
  const approving = useMutation(trpc.suggestion.approve.mutationOptions({ retry: sendAgain }))
  const dismissing = useMutation(trpc.suggestion.dismiss.mutationOptions({ retry: sendAgain }))
  const approvingAbove = useMutation(trpc.suggestion.approveAbove.mutationOptions())
  const undoing = useMutation(trpc.suggestion.undo.mutationOptions({ retry: sendAgain }))

  const leave = (ids: string[]) => setLeaving((before) => new Set([...before, ...ids]))
  const comeBack = (ids: string[]) => setLeaving((before) => new Set([...before].filter((id) => !ids.includes(id))))
  const tell = (decision: Omit<LastDecision, 'key'>) => setLast({ key: Date.now(), ...decision })
  const readAgain = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.suggestion.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.task.pathKey() }),
    ])

  const report = (verb: Verb, results: DecisionResult[], titles: Map<string, string>) => {
    const done = results.filter(({ outcome }) => outcome === 'done')
    const lost = results.filter(({ outcome }) => outcome !== 'done')
    const single = results.length === 1 ? results[0] : undefined
    const parts = [
      done.length === 1 && results.length === 1
        ? `${past[verb]} “${titles.get(done[0]?.id ?? '') ?? ''}”`
        : done.length > 0 && `${past[verb]} ${done.length}`,
      lost.length > 0 && lostText(verb, lost, single !== undefined),
    ].filter(Boolean)
    const until = done[0]?.undoUntil
    tell({
      text: parts.join('; ') || 'Nothing reached that confidence any more',
      tone: done.length > 0 ? 'done' : 'problem',
      ids: done.map(({ id }) => id),
      undoMs: until ? Math.max(0, until.getTime() - Date.now()) : null,
    })
    if (single && single.outcome === 'already_decided') onLost(single.id)
  }

  const lostText = (verb: Verb, lost: DecisionResult[], single: boolean) => {
    const [first] = lost
    const who = first?.decision?.by ?? 'Somebody'
    if (!single)
      return `${lost.length} ${lost.length === 1 ? 'was' : 'were'} already decided${first?.decision ? ` by ${who}` : ''}`
    if (!first?.decision) return `Not ${past[verb].toLowerCase()}: it is no longer there`
    return `Not ${past[verb].toLowerCase()}: ${who} ${first.status === 'dismissed' ? 'dismissed' : 'approved'} it at ${clockTime(first.decision.at, zone)}`
  }

  const send = async (verb: Verb, subjects: Subject[], call: () => Promise<{ results: DecisionResult[] }>) => {
    const ids = subjects.map(({ id }) => id)
    const titles = new Map(subjects.map(({ id, title }) => [id, title]))
    leave(ids)
    setNotes((before) => new Map([...before].filter(([id]) => !titles.has(id))))
    tell({
      text: ids.length === 1 ? `${past[verb]} “${subjects[0]?.title ?? ''}”` : `${past[verb]} ${ids.length}`,
      tone: 'done',
      ids: [],
      undoMs: null,
    })
    try {
      report(verb, (await call()).results, titles)
    } catch (error) {
      const { message } = faultOf(error)
      comeBack(ids)
      setNotes(
        (before) =>
          new Map([...before, ...ids.map((id) => [id, `Not ${past[verb].toLowerCase()}: ${message}`] as const)]),
      )
      tell({ text: `Not ${past[verb].toLowerCase()}. ${message}`, tone: 'problem', ids: [], undoMs: null })
    }
    await readAgain()
  }

  const takeBack = async (ids: string[]) => {
    try {
      const { results } = await undoing.mutateAsync({ ids })
      const back = results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id)
      comeBack(back)
      const whole = back.length === ids.length
      tell({
        text: whole
          ? ids.length === 1
            ? 'Taken back'
            : `Took back ${ids.length}`
          : `Took back ${back.length} of ${ids.length}: the time to undo has passed`,
        tone: whole ? 'done' : 'problem',
        ids: [],
        undoMs: null,
      })
    } catch (error) {
      tell({ text: `Not taken back. ${faultOf(error).message}`, tone: 'problem', ids: [], undoMs: null })
    }
    await readAgain()
  }

  return {
    leaving,
    /** The list was read again: what is not in it any more has left for good, and may come back by somebody's undo. */
    settle: (listed: ReadonlySet<string>) =>
      setLeaving((before) => {
        const still = new Set([...before].filter((id) => listed.has(id)))
        return still.size === before.size ? before : still
      }),
    notes,
    last,
    forgetLast: () => setLast((before) => before && { ...before, ids: [] }),
    approve: (subjects: Subject[], edits?: SuggestionEdits) =>
      send('approve', subjects, () =>
        approving.mutateAsync({ ids: subjects.map(({ id }) => id), ...(edits ? { edits } : {}) }),
      ),
    dismiss: (subjects: Subject[], reason?: string) =>
      send('dismiss', subjects, () =>
        dismissing.mutateAsync({ ids: subjects.map(({ id }) => id), ...(reason ? { reason } : {}) }),
      ),
    approveAbove: (filter: Parameters<typeof approvingAbove.mutateAsync>[0], subjects: Subject[]) =>
      send('approve', subjects, () => approvingAbove.mutateAsync(filter)),
    /** Takes back what the status line names, while its time runs. */
    undo: async () => {
      if (!last || last.ids.length === 0) return
      setLast({ ...last, ids: [] })
      await takeBack(last.ids)
    },
    /** Takes back what was approved without anyone: possible as long as its task is not done. */
    undoAuto: (id: string) => takeBack([id]),
    isBusy: approvingAbove.isPending,
  }
}

export type Decisions = ReturnType<typeof useDecisions>
